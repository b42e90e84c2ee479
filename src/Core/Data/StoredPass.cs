namespace MLNet.Autoencoder.Data;

/// <summary>A pass over rows that are all in a store.</summary>
/// <param name="heldOut">The indices of the rows that are held out, in ascending order.</param>
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

    public void End()
    {
    }

    public void Dispose()
    {
    }
}
