using System.IO.Pipelines;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The frames of one instance as they go out: uncompressed ones in little endian, compressed ones as stored.</summary>
internal abstract class FrameSource
{
    public abstract int Count { get; }

    /// <summary>Bytes of a frame; <paramref name="frame"/> counts from 1.</summary>
    public abstract long LengthOf(int frame);

    /// <summary>Writes a range of a frame's bytes.</summary>
    public abstract ValueTask WriteAsync(int frame, long offset, long length, PipeWriter output, CancellationToken cancellationToken);
}
