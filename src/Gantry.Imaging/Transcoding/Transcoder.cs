using System.Buffers;
using System.Buffers.Binary;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>A data set from one transfer syntax to another: pixels frame by frame, attributes in line with them.</summary>
public static class Transcoder
{
    /// <summary>Transcodes a data set in memory.</summary>
    /// <param name="dataset">Stays as it is; the result shares its elements.</param>
    /// <param name="from">The transfer syntax it was read in.</param>
    /// <param name="to">The transfer syntax it is to be written in.</param>
    /// <param name="options">Quality and checks.</param>
    /// <param name="result">A data set that can be written in <paramref name="to"/>; with losses it is another instance, with another SOP Instance UID.</param>
    public static ImagingError? Transcode(Dataset dataset, TransferSyntax from, TransferSyntax to, TranscodeOptions options, out Dataset result)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(options);
        result = dataset;
        if (!NeedsPixels(dataset, from, to))
        {
            return null;
        }

        if (PixelFrames.Open(dataset, from, out PixelFrames frames) is { } error)
        {
            return error;
        }

        FrameTranscoder transcoder = new(frames, to, options);
        if (!to.IsEncapsulated && NativeFrames.LengthOf(frames.Description) > Array.MaxLength)
        {
            return ImagingError.Unsupported("Native Pixel Data of more than 2 GiB in memory.");
        }

        NativeFrames? native = to.IsEncapsulated ? null : new NativeFrames(frames.Description);
        List<ReadOnlyMemory<byte>> fragments = [default];
        FrameSink sink = native is null ? frame => fragments.Add(Even(frame)) : native.Add;
        if (transcoder.Run(sink) is { } wrong)
        {
            return wrong;
        }

        Dataset copy = TranscodedAttributes.Copy(dataset, from, to);
        TranscodedAttributes.Correct(copy, transcoder, from);
        if (native is null)
        {
            fragments[0] = OffsetTable(fragments);
            copy.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Fragments = fragments });
        }
        else
        {
            copy.Add(native.ToElement());
        }

        result = copy;
        return null;
    }

    /// <summary>Transcodes one frame to a compressed stream, or to native bytes in little endian; samples of one bit are packed (PS3.5 8.1.1).</summary>
    /// <param name="frames">The instance's.</param>
    /// <param name="frame">Counted from 1.</param>
    /// <param name="to">The transfer syntax of the result.</param>
    /// <param name="options">Quality and checks.</param>
    /// <param name="output">Takes the frame; nothing after a failure.</param>
    public static ImagingError? TranscodeFrame(PixelFrames frames, int frame, TransferSyntax to, TranscodeOptions options, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        bool isPacked = !to.IsEncapsulated && frames.Description.BitsAllocated == 1;
        return new FrameTranscoder(frames, to, options).Run(frame, frame, bytes =>
        {
            output.Write(isPacked ? BitCells.Pack(bytes) : bytes);
        });
    }

    /// <summary>A few bytes can be many frames: whether <see cref="Transcode"/> may need more memory than so many bytes, where <see cref="FileTranscoder"/> has a frame at a time.</summary>
    public static bool BecomesLarge(Dataset dataset, TransferSyntax from, TransferSyntax to, long inMemoryBytes = PixelFile.InMemoryBytes)
    {
        ArgumentNullException.ThrowIfNull(to);
        return NeedsPixels(dataset, from, to) && PixelDescription.Read(dataset, out PixelDescription description) is null && NativeFrames.LengthOf(description) > inMemoryBytes;
    }

    /// <summary>False where the data set can be written in the other syntax as it is: nothing to compress, or native to native.</summary>
    internal static bool NeedsPixels(Dataset dataset, TransferSyntax from, TransferSyntax to) =>
        from.Uid != to.Uid && dataset.TryGet(Tags.PixelData, out Element pixels) && (pixels.Fragments is not null || to.IsEncapsulated);

    /// <summary>The Basic Offset Table of frames with a fragment each; empty where offsets do not fit into it (PS3.5 A.4).</summary>
    private static byte[] OffsetTable(List<ReadOnlyMemory<byte>> fragments)
    {
        byte[] table = new byte[4 * (fragments.Count - 1)];
        long at = 0;
        for (int i = 1; i < fragments.Count; i++)
        {
            if (at > uint.MaxValue)
            {
                return [];
            }

            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 * (i - 1)), (uint)at);
            at += 8 + fragments[i].Length;
        }

        return table;
    }

    private static byte[] Even(ReadOnlySpan<byte> frame)
    {
        byte[] even = new byte[(frame.Length + 1) & ~1];
        frame.CopyTo(even);
        return even;
    }
}
