using System.IO.Pipelines;
using Gantry.Imaging;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The frames of one instance as they go out: uncompressed ones in little endian, compressed ones as stored, or in another transfer syntax.</summary>
internal abstract class FrameSource
{
    public abstract int Count { get; }

    /// <summary>A frame's length is only known, and its bytes are only there, after <see cref="PrepareAsync"/> and until the next one is prepared.</summary>
    public virtual bool NeedsPreparing => false;

    /// <summary>Makes a frame; the error says why it cannot be made.</summary>
    public virtual ValueTask<ImagingError?> PrepareAsync(int frame, CancellationToken cancellationToken) => default;

    /// <summary>Bytes of a frame; <paramref name="frame"/> counts from 1.</summary>
    public abstract long LengthOf(int frame);

    /// <summary>Writes a range of a frame's bytes.</summary>
    public abstract ValueTask WriteAsync(int frame, long offset, long length, PipeWriter output, CancellationToken cancellationToken);
}
