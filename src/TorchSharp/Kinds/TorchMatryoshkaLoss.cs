using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// The mean over the shorter of the nested codes of ‖x − x̂ₗ‖², where x̂ₗ is decoded from the first q/2ˡ units only (Bussmann et al., 2025). What does not come
/// from the dictionary is a constant.
/// </summary>
/// <param name="dictionary">D, <c>[d, q]</c>.</param>
/// <param name="levels">The number of nested codes.</param>
internal sealed class TorchMatryoshkaLoss(Tensor dictionary, int levels)
{
    /// <summary>The loss of each row, <c>[n]</c>; <see langword="null"/> if there is only one code.</summary>
    /// <param name="codes">z, <c>[n, q]</c>.</param>
    /// <param name="errors">Computes x̂ − x as a constant, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public Tensor? Of(Tensor codes, Func<Tensor> errors, TorchBatch batch)
    {
        Tensor? sum = null;
        for (int level = 1; level < levels; level++)
        {
            long units = codes.shape[1] >> level;
            Tensor shorter = Decoded(codes.narrow(1, 0, units), dictionary.narrow(1, 0, units));
            Tensor residuals = (errors() - Decoded(codes, dictionary).detach()).Plus(shorter);
            Tensor loss = batch.SquaredErrors(residuals);
            sum = TorchScalars.Sum(sum, loss);
        }

        return sum?.DividedBy(levels - 1);
    }

    private static Tensor Decoded(Tensor codes, Tensor atoms) => codes.mm(atoms.t());
}
