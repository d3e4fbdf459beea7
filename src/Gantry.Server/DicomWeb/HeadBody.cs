using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Server.DicomWeb;

/// <summary>
/// The body of an answer to HEAD (RFC 9110 9.3.2): what a GET would begin to send is thrown away, and with its first flush the handler is cancelled, so that headers are those of
/// the GET and nothing more is read for them.
/// </summary>
internal sealed class HeadBody(IHttpResponseBodyFeature inner) : PipeWriter, IHttpResponseBodyFeature
{
    private byte[] scratch = [];

    /// <summary>The headers are made: what cancels the handler now is no failure.</summary>
    public bool IsAnswered { get; private set; }

    public Stream Stream => AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    public override void Advance(int bytes)
    {
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (scratch.Length < Math.Max(4096, sizeHint))
        {
            scratch = new byte[Math.Max(4096, sizeHint)];
        }

        return scratch;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await inner.StartAsync(cancellationToken).ConfigureAwait(false);
        if (IsAnswered)
        {
            // What is being disposed of may flush once more.
            return new FlushResult(isCanceled: false, isCompleted: true);
        }

        IsAnswered = true;
        throw new OperationCanceledException("The headers of HEAD are answered.");
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();
}
