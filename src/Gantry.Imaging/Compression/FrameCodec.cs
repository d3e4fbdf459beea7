using System.Buffers;
using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>One way in which frames are compressed, between DICOM's attributes and a codec that knows nothing of them.</summary>
internal abstract class FrameCodec
{
    public virtual bool CanDecode => true;

    public virtual bool CanEncode => true;

    /// <summary>Decodes a frame's stream into cells.</summary>
    /// <param name="stream">Fragments joined.</param>
    /// <param name="description">What the instance's attributes say.</param>
    /// <param name="cells">Exactly a decoded frame.</param>
    /// <param name="decoded">Corrected where the stream gives another photometric interpretation than the attributes.</param>
    public abstract ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded);

    /// <summary>Why this syntax cannot hold such frames; null if it can.</summary>
    public abstract ImagingError? Refuses(PixelDescription description);

    /// <summary>The description of what <see cref="Encode"/> writes: its photometric interpretation and planar configuration.</summary>
    public virtual PixelDescription Encoded(PixelDescription description) => description with { IsPlanar = false };

    /// <summary>Encodes decoded cells.</summary>
    public abstract ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output);
}
