using System.Numerics.Tensors;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Model;

/// <summary>
/// The errors of reconstructions, x̂, of rows, x. A missing value contributes nothing; the errors of a row without any value, or with a reconstruction that
/// is NaN, are NaN. For one thread at a time, like a <see cref="RowScorer"/>.
/// </summary>
internal sealed class RowErrors(AutoencoderModel model)
{
    private readonly InputScaling _scaling = model.Content.Scaling;
    private readonly float[] _filled = new float[model.InputDimension];

    /// <summary>An error of one row.</summary>
    public delegate double Error(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction);

    /// <summary>‖x − x̂‖² over the values present, in the squared units of the input. A slot with large numbers outweighs the others.</summary>
    /// <param name="row">x, <c>[d]</c>.</param>
    /// <param name="reconstruction">x̂, <c>[d]</c>.</param>
    public double Squared(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction) =>
        TensorPrimitives.IsNaNAll(row) ? double.NaN : Reductions.SquaredDistance(Filled(row, reconstruction), reconstruction);

    /// <summary>
    /// The mean of (x′ − x̂′)² over the values present, where x′ and x̂′ are x and x̂ in the units of the network. For standardized slots, 1 is the error of a
    /// model that reconstructs every row as the mean row.
    /// </summary>
    /// <param name="row">x, <c>[d]</c>.</param>
    /// <param name="reconstruction">x̂, <c>[d]</c>.</param>
    public double ScaledMean(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction)
    {
        double sum = 0;
        int count = 0;
        for (int slot = 0; slot < row.Length; slot++)
        {
            if (!float.IsNaN(row[slot]))
            {
                double distance = _scaling.Distance(row[slot], reconstruction[slot], slot);
                sum += distance * distance;
                count++;
            }
        }

        return count > 0 ? sum / count : double.NaN;
    }

    /// <summary>The row with the reconstruction in place of each missing value. Valid until the next call.</summary>
    private ReadOnlySpan<float> Filled(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction)
    {
        if (!TensorPrimitives.IsNaNAny(row))
        {
            return row;
        }

        for (int slot = 0; slot < row.Length; slot++)
        {
            _filled[slot] = float.IsNaN(row[slot]) ? reconstruction[slot] : row[slot];
        }

        return _filled;
    }
}
