namespace Gantry.Server.Dimse.Sending;

/// <summary>A data set in the transfer syntax that it is sent in. Disposing frees what the conversion holds.</summary>
/// <param name="Stream">Read forward once.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Folder">Temporary files to remove; null for none.</param>
internal sealed record OutgoingDataset(Stream Stream, long Length, DirectoryInfo? Folder = null) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync().ConfigureAwait(false);
        Folder?.Delete(recursive: true);
    }
}
