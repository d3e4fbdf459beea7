namespace Gantry.Network.Dimse;

/// <summary>A data set to send whose owner reads it into memory of its own, so that it can go to the socket from there.</summary>
public interface IDatasetPieces
{
    /// <summary>
    /// The next bytes, in the order of the data set; none at its end. Borrowed until the next call: who cannot tell that the bytes are no longer in use (a flush was given up) does not
    /// call again, and they are not used for anything else then.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken);
}
