using System.Numerics.Tensors;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Reconstructs rows with and without a unit.</summary>
internal abstract class SwitchedOff
{
    /// <summary>The fastest way for a model.</summary>
    public static SwitchedOff Of(AutoencoderModel model, Firings firings, UnitDirections directions) =>
        firings.IsRectified && model.Architecture.HiddenLayers.Count == 0 ? new OfLinear(model, firings, directions) : new OfAny(model, firings);

    /// <summary>Reconstructs a row twice.</summary>
    /// <param name="unit">The unit that is switched off.</param>
    /// <param name="row">A row for which it fires.</param>
    /// <param name="with">Receives the reconstruction with the unit, in scaled units, <c>[d]</c>.</param>
    /// <param name="without">Receives the reconstruction without it.</param>
    public abstract void Reconstruct(int unit, int row, Span<float> with, Span<float> without);

    /// <summary>Decodes two codes.</summary>
    private sealed class OfAny(AutoencoderModel model, Firings firings) : SwitchedOff
    {
        private readonly RowScorer _scorer = new(model);
        private readonly float[] _codes = new float[checked(2 * model.LatentDimension)];
        private readonly float[] _reconstructions = new float[checked(2 * model.InputDimension)];

        public override void Reconstruct(int unit, int row, Span<float> with, Span<float> without)
        {
            Span<float> code = _codes.AsSpan(0, model.LatentDimension);
            firings.CopyCode(row, code);
            code.CopyTo(_codes.AsSpan(code.Length));
            _codes[code.Length + unit] = firings.RestingCodes[unit];
            _scorer.Decode(_codes, _reconstructions, keepsScale: true);
            _reconstructions.AsSpan(0, model.InputDimension).CopyTo(with);
            _reconstructions.AsSpan(model.InputDimension).CopyTo(without);
        }
    }

    /// <summary>Adds the directions of the few units that fire, times their codes, to the bias of a linear decoder.</summary>
    private sealed class OfLinear(AutoencoderModel model, Firings firings, UnitDirections directions) : SwitchedOff
    {
        private readonly SlotRange[] _slots = [.. model.Reconstruction.SlotsOf(model.InputDimension)];
        private readonly DenseLayer _output = model.Content.Parameters.Layout.DecoderOutput;
        private readonly float[] _with = new float[model.InputDimension];
        private readonly float[] _without = new float[model.InputDimension];

        public override void Reconstruct(int unit, int row, Span<float> with, Span<float> without)
        {
            _output.Bias((ReadOnlySpan<float>)model.Content.Parameters.Values).CopyTo(_without);
            FiringList.Entries firing = firings.OfRow(row);
            float code = 0;
            for (int i = 0; i < firing.Others.Length; i++)
            {
                if (firing.Others[i] == unit)
                {
                    code = firing.Codes[i];
                }
                else
                {
                    TensorPrimitives.MultiplyAdd(directions[firing.Others[i]], firing.Codes[i], _without, _without);
                }
            }

            TensorPrimitives.MultiplyAdd(directions[unit], code, _without, _with);
            OutputActivation.Forward(_slots, _with, 1, with);
            OutputActivation.Forward(_slots, _without, 1, without);
        }
    }
}
