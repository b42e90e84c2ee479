using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// How a session stores parameters and what belongs to them, one value per parameter: as everywhere, <c>[outputs, inputs]</c>, except for a dictionary. That
/// is stored transposed, atom by atom, because a sparse code reads whole atoms.
/// </summary>
/// <param name="layout">The parameters.</param>
internal sealed class ParameterStorage(ParameterLayout layout)
{
    // A square of values that fits in the L1 cache, for matrices that do not.
    private const int BlockSize = 32;

    /// <summary>Copies values as they are everywhere to those of a session. The two must not overlap.</summary>
    public void ToSession(ReadOnlySpan<float> values, Span<float> session)
    {
        values.CopyTo(session);
        if (layout.Dictionary is { } dictionary)
        {
            Transpose(dictionary.Weight(values), dictionary.Weight(session), dictionary.Outputs, dictionary.Inputs);
        }
    }

    /// <summary>Copies values of a session to those as they are everywhere. The two must not overlap.</summary>
    public void FromSession(ReadOnlySpan<float> session, Span<float> values)
    {
        session.CopyTo(values);
        if (layout.Dictionary is { } dictionary)
        {
            Transpose(dictionary.Weight(session), dictionary.Weight(values), dictionary.Inputs, dictionary.Outputs);
        }
    }

    private static void Transpose(ReadOnlySpan<float> source, Span<float> target, int rows, int columns)
    {
        for (int top = 0; top < rows; top += BlockSize)
        {
            for (int left = 0; left < columns; left += BlockSize)
            {
                for (int i = top; i < Math.Min(rows, top + BlockSize); i++)
                {
                    for (int j = left; j < Math.Min(columns, left + BlockSize); j++)
                    {
                        target[(j * rows) + i] = source[(i * columns) + j];
                    }
                }
            }
        }
    }
}
