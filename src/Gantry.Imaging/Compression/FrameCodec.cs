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

    /// <summary>Decodes a frame's stream at a part of its width and height where that spares work; else whole.</summary>
    /// <param name="stream">Fragments joined.</param>
    /// <param name="description">What the instance's attributes say of the whole frame.</param>
    /// <param name="levels">How often width and height may be halved.</param>
    /// <param name="cells">Room for a whole decoded frame; the first of it is used.</param>
    /// <param name="decoded">Corrected as by <see cref="Decode"/>; rows and columns are those decoded.</param>
    /// <param name="reduction">What was done.</param>
    public virtual ImagingError? DecodeReduced(ReadOnlySpan<byte> stream, PixelDescription description, int levels, Span<byte> cells, ref PixelDescription decoded, out Reduction reduction)
    {
        reduction = Reduction.None;
        return Decode(stream, description, cells, ref decoded);
    }

    /// <summary><see cref="Encode"/> loses nothing in this syntax.</summary>
    public virtual bool IsLossless(TransferSyntax syntax) => !syntax.IsLossy;

    /// <summary>Lossy Image Compression Method (0028,2114) of what is encoded with losses (PS3.3 C.7.6.1.1.5.1).</summary>
    public virtual string LossyMethod => "";

    /// <summary>Why frames such as these cannot be encoded in the syntax; null if they can.</summary>
    public abstract ImagingError? Refuses(PixelDescription description, TransferSyntax syntax);

    /// <summary>The attributes of what <see cref="Encode"/> writes: photometric interpretation and planar configuration are the syntax's.</summary>
    public virtual PixelDescription Encoded(PixelDescription description, TransferSyntax syntax) => description with { IsPlanar = false };

    /// <summary>Encodes decoded cells. Where bits outside Bits Stored are used, the description says that all of them are stored.</summary>
    public abstract ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output);
}
