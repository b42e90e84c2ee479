using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Serving;

/// <summary>A third-party column type with values of <typeparamref name="T"/>.</summary>
internal sealed class ValueType<T>() : PrimitiveDataViewType(typeof(T))
{
    public override bool Equals(DataViewType? other) => other is ValueType<T>;
}
