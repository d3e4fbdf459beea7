namespace Gantry.Server.DicomWeb.Pixels;

/// <summary>Decoding, encoding and rendering for requests: as much at a time as there are processors, so that many requests wait rather than fill the memory.</summary>
internal sealed class PixelWork : IDisposable
{
    private readonly SemaphoreSlim free = new(Environment.ProcessorCount);

    /// <summary>Waits for a place; disposing of what is returned gives it back.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Place(free);
    }

    public void Dispose() => free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? held = free;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
    }
}
