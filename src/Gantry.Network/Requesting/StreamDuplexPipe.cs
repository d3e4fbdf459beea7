using System.IO.Pipelines;
using System.Net.Sockets;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Requesting;

/// <summary>A stream's two directions as pipes with large blocks.</summary>
internal sealed class StreamDuplexPipe(Stream stream) : IDuplexPipe
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>Each block goes out in a system call of its own.</summary>
    private const int WriteBlockBytes = 256 * 1024;

    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BlockBytes, leaveOpen: true));

    public PipeWriter Output { get; } = stream is NetworkStream plain
        ? new SocketOutput(plain.Socket)
        : PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: WriteBlockBytes, leaveOpen: true));
}
