using System.IO.Pipelines;

namespace Gantry.Testing.Network;

/// <summary>Two ends of a connection in memory: a stream for who requests, pipes for who accepts.</summary>
public sealed class LoopbackPair : IDisposable
{
    private readonly Pipe toAcceptor = new();
    private readonly Pipe toRequestor = new();

    public LoopbackPair()
    {
        Acceptor = new Ends(toAcceptor.Reader, toRequestor.Writer);
        Requestor = new TwoWayStream(toRequestor.Reader.AsStream(), toAcceptor.Writer.AsStream(), toRequestor.Reader.CancelPendingRead);
    }

    public IDuplexPipe Acceptor { get; }

    public Stream Requestor { get; }

    public void Dispose() => Requestor.Dispose();

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class TwoWayStream(Stream input, Stream output, Action cancelRead) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            // A socket's pending read ends when it is closed; a pipe's goes on unless it is canceled.
            output.Dispose();
            cancelRead();
            base.Dispose(disposing);
        }
    }
}
