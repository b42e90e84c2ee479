using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Data;

/// <summary>Calls a generic static method with a type known only at run time as its last type argument.</summary>
internal static class Generic
{
    public static TResult Call<TResult>(Delegate sample, Type type, params object[] arguments)
    {
        Type[] types = sample.Method.GetGenericArguments();
        types[^1] = type;
        try
        {
            return (TResult)sample.Method.GetGenericMethodDefinition().MakeGenericMethod(types).Invoke(sample.Target, arguments);
        }
        catch (TargetInvocationException wrapped)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException);
            throw;
        }
    }
}
