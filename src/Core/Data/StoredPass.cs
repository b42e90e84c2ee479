namespace MLNet.Autoencoder.Data;

/// <summary>A pass over rows that all lie in a store.</summary>
/// <param name="heldOut">Those of them that are not trained on, in order.</param>
internal sealed class StoredPass(int[] heldOut) : ITrainingPass
{
    private int _row = -1;
    private int _heldOutBefore;

    public void Release()
    {
    }

    public void MoveNext()
    {
        for (_row++; _heldOutBefore < heldOut.Length && heldOut[_heldOutBefore] == _row; _row++)
        {
            _heldOutBefore++;
        }
    }

    public int Keep() => _row;

    public void Dispose()
    {
    }
}
