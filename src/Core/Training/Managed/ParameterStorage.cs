using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// How a session stores parameters and what belongs to them, one value per parameter: as everywhere, <c>[outputs, inputs]</c>, except for a dictionary. That
/// is stored transposed, atom by atom, because a sparse code reads whole atoms.
/// </summary>
/// <param name="layout">The parameters.</param>
internal sealed class ParameterStorage(ParameterLayout layout)
{
    /// <summary>Copies values as they are everywhere to those of a session. The two must not overlap.</summary>
    public void ToSession(ReadOnlySpan<float> values, Span<float> session)
    {
        values.CopyTo(session);
        if (layout.Dictionary is { } dictionary)
        {
            Transposition.Transpose(dictionary.Weight(values), dictionary.Weight(session), dictionary.Outputs, dictionary.Inputs);
        }
    }

    /// <summary>Copies values of a session to those as they are everywhere. The two must not overlap.</summary>
    public void FromSession(ReadOnlySpan<float> session, Span<float> values)
    {
        session.CopyTo(values);
        if (layout.Dictionary is { } dictionary)
        {
            Transposition.Transpose(dictionary.Weight(session), dictionary.Weight(values), dictionary.Inputs, dictionary.Outputs);
        }
    }
}
