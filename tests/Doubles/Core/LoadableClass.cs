namespace Microsoft.ML;

/// <summary>Hidden in ML.NET: the signature type under which classes that read themselves from a model are registered.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Hidden in ML.NET: says which class of an assembly reads a model whose header names one of <see cref="LoadNames"/>.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : Attribute
{
    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : this(instType, instType, argType, sigType, userName, loadNames)
    {
    }

    public LoadableClassAttribute(
        Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
    {
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = [sigType];
        UserName = userName;
        LoadNames = loadNames;
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type ArgType { get; }

    public Type[] SigTypes { get; }

    public string UserName { get; }

    public string[] LoadNames { get; }
}
