using System.Buffers;
using Gantry.Dicom;
using Gantry.Imaging.Compression;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>Frames from one transfer syntax to another, one in memory at a time.</summary>
internal sealed class FrameTranscoder(PixelFrames frames, TransferSyntax to, TranscodeOptions options)
{
    private readonly FrameCodec? codec = to.IsEncapsulated ? FrameCodecs.Find(to) : null;

    /// <summary>The attributes of what was written; valid after <see cref="Run(FrameSink)"/>.</summary>
    public PixelDescription Result { get; private set; } = frames.Description;

    /// <summary>Information was lost.</summary>
    public bool IsLossy => codec is not null && !codec.IsLossless(to);

    public string LossyMethod => codec?.LossyMethod ?? "";

    /// <summary>
    /// The SOP Instance UID of what is derived with losses from an instance: the same whenever the same is made, so that it can be kept and asked for again. The number is that of the
    /// encoders: it rises when they make other samples of the same ones.
    /// </summary>
    public string DerivedUid(string sourceUid) => DicomUid.Derive("lossy 1", sourceUid, to.Uid, options.Quality.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Bytes of all frames without compression, and as written.</summary>
    public long NativeBytes { get; private set; }

    public long WrittenBytes { get; private set; }

    /// <summary>Bytes of all frames as they came.</summary>
    public long ReadBytes => frames.CompressedBytes;

    public ImagingError? Run(FrameSink sink) => Run(1, frames.Count, sink);

    /// <summary>From one frame to another, both counted from 1 and included.</summary>
    public ImagingError? Run(int first, int last, FrameSink sink)
    {
        if (to.IsEncapsulated && codec is not { CanEncode: true })
        {
            return ImagingError.Unsupported($"There is no encoder for {to.Name} ({to.Uid}).");
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(frames.Description.FrameBytes);
        try
        {
            Span<byte> cells = rented.AsSpan(0, frames.Description.FrameBytes);
            ArrayBufferWriter<byte> output = new();
            for (int frame = first; frame <= last; frame++)
            {
                ImagingError? error = frames.Decode(frame, cells, out PixelDescription decoded);
                output.ResetWrittenCount();
                if ((error ?? Encode(cells, decoded, output)) is { } wrong)
                {
                    return wrong with { Frame = frame };
                }

                NativeBytes += cells.Length;
                WrittenBytes += output.WrittenCount;
                sink(output.WrittenSpan);
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription decoded, ArrayBufferWriter<byte> output)
    {
        if (codec is null)
        {
            Result = decoded with { FrameCount = frames.Count };
            output.Write(cells);
            return null;
        }

        PixelDescription whole = SpareBits.AreUsed(cells, decoded)
            ? decoded with { BitsStored = decoded.BitsAllocated, HighBit = decoded.BitsAllocated - 1, IsSigned = false }
            : decoded;
        if ((codec.Refuses(whole, to) ?? codec.Encode(cells, whole, to, options.Quality, output)) is { } error)
        {
            return error;
        }

        PixelDescription encoded = codec.Encoded(decoded, to);
        Result = encoded with { FrameCount = frames.Count };
        return options.Verifies && codec.IsLossless(to) ? Verify(cells, whole, encoded, output.WrittenSpan) : null;
    }

    private ImagingError? Verify(ReadOnlySpan<byte> cells, PixelDescription original, PixelDescription encoded, ReadOnlySpan<byte> stream)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(cells.Length);
        try
        {
            Span<byte> again = rented.AsSpan(0, cells.Length);
            PixelDescription decoded = encoded;
            if (codec!.Decode(stream, encoded, again, ref decoded) is { } error)
            {
                return new ImagingError(ImagingErrorKind.VerificationFailed, 0, $"What was compressed does not decode: {error.Reason}");
            }

            return decoded.Photometric == original.Photometric && SpareBits.HaveSameSamples(cells, again, original)
                ? null
                : new ImagingError(ImagingErrorKind.VerificationFailed, 0, "What was compressed decodes to other samples.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
