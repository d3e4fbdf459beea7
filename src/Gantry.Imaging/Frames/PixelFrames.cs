using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Imaging.Compression;

namespace Gantry.Imaging.Frames;

/// <summary>The frames of one instance, decoded one at a time. Bytes are read from the data set's memory or from the file as each frame is asked for.</summary>
public sealed class PixelFrames
{
    private readonly PixelStore store;
    private readonly FrameCodec? codec;
    private readonly int[]? layout;
    private readonly int reversedWord;

    private PixelFrames(PixelStore store, PixelDescription description, FrameCodec? codec, int[]? layout, int reversedWord)
    {
        this.store = store;
        Description = description;
        this.codec = codec;
        this.layout = layout;
        this.reversedWord = reversedWord;
    }

    public PixelDescription Description { get; }

    public int Count => Description.FrameCount;

    /// <summary>Pixel Data is encapsulated.</summary>
    public bool IsEncapsulated => layout is not null;

    /// <summary>Bytes of all fragments; 0 of native Pixel Data.</summary>
    internal long CompressedBytes => store.FragmentLengths?.Sum() ?? 0;

    /// <summary>Opens the frames of a data set in memory.</summary>
    /// <param name="dataset">Borrowed as long as frames are read.</param>
    /// <param name="syntax">The transfer syntax that it was read in.</param>
    /// <param name="frames">The frames; null on failure.</param>
    public static ImagingError? Open(Dataset dataset, TransferSyntax syntax, out PixelFrames frames)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        frames = null!;
        return dataset.TryGet(Tags.PixelData, out Element? element) || dataset.TryGet(Tags.FloatPixelData, out element) || dataset.TryGet(Tags.DoubleFloatPixelData, out element)
            ? Open(dataset, syntax, new MemoryPixelStore(element), element.Vr, element.IsBigEndian, out frames)
            : ImagingError.NoPixels("The instance has no Pixel Data.");
    }

    /// <summary>Opens one frame whose bytes were read apart from the attributes. Little endian only.</summary>
    /// <param name="attributes">The instance's, which have some Pixel Data, its value left out.</param>
    /// <param name="syntax">The transfer syntax that it is stored in.</param>
    /// <param name="frame">Which frame the bytes are, from 1; no other can be decoded.</param>
    /// <param name="bytes">Encapsulated: its fragments joined. Native: its bytes, from the one in which it starts to the one in which it ends (PS3.5 8.1.1).</param>
    /// <param name="nativeLength">Bytes of the whole native value; not looked at when encapsulated.</param>
    /// <param name="frames">The frames; null on failure.</param>
    public static ImagingError? OpenFrame(Dataset attributes, TransferSyntax syntax, int frame, ReadOnlyMemory<byte> bytes, long nativeLength, out PixelFrames frames)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(syntax);
        frames = null!;
        if (PixelDescription.Read(attributes, out PixelDescription description) is { } wrong)
        {
            return wrong;
        }

        if (frame < 1 || frame > description.FrameCount)
        {
            return ImagingError.NoPixels($"The instance has {description.FrameCount} frames.", frame);
        }

        long start = (frame - 1) * description.NativeFrameBits / 8;
        bool isWhole = syntax.IsEncapsulated || bytes.Length >= (((frame * description.NativeFrameBits) + 7) / 8) - start;
        return isWhole
            ? Open(attributes, syntax, new GivenFrameStore(bytes, start, nativeLength, syntax.IsEncapsulated ? description.FrameCount : 0, frame), Vr.OW, isBigEndian: false, out frames)
            : ImagingError.Malformed($"Pixel Data ends within frame {frame}.");
    }

    internal static ImagingError? Open(Dataset dataset, TransferSyntax syntax, PixelStore store, Vr vr, bool isBigEndian, out PixelFrames frames)
    {
        frames = null!;
        if (PixelDescription.Read(dataset, out PixelDescription description) is { } wrong)
        {
            return wrong;
        }

        if (store.FragmentLengths is null)
        {
            long needed = ((description.NativeFrameBits * description.FrameCount) + 7) / 8;
            if (needed > store.NativeLength)
            {
                return ImagingError.Malformed($"Pixel Data has {store.NativeLength} bytes, {description.FrameCount} frames of {description.Columns} by {description.Rows} need {needed}.");
            }

            frames = new PixelFrames(store, description, null, null, isBigEndian ? WordOf(vr) : 1);
            return null;
        }

        if (FrameCodecs.Find(syntax) is not { CanDecode: true } codec)
        {
            return ImagingError.Unsupported($"There is no decoder for {syntax.Name} ({syntax.Uid}).");
        }

        ReadOnlySpan<byte> offsets = dataset.TryGet(Tags.ExtendedOffsetTable, out Element extended) ? extended.Value.Span : [];
        if (FragmentLayout.Find(store, description.FrameCount, offsets) is not { } layout)
        {
            return ImagingError.Malformed($"{store.FragmentLengths.Count} fragments do not tell {description.FrameCount} frames apart.");
        }

        frames = new PixelFrames(store, description, codec, layout, 1);
        return null;
    }

    /// <summary>Decodes a frame.</summary>
    /// <param name="frame">Counted from 1.</param>
    /// <param name="cells">At least <see cref="PixelDescription.FrameBytes"/> bytes; what a failure leaves in it is undefined.</param>
    /// <param name="decoded">What the cells hold: photometric interpretation and precision as the decoder left them, samples by pixel.</param>
    public ImagingError? Decode(int frame, Span<byte> cells, out PixelDescription decoded)
    {
        decoded = Description with { IsPlanar = false, FrameCount = 1 };
        if (frame < 1 || frame > Count)
        {
            return ImagingError.NoPixels($"The instance has {Count} frames.", frame);
        }

        if (cells.Length < Description.FrameBytes)
        {
            throw new ArgumentException($"{Description.FrameBytes} bytes are needed.", nameof(cells));
        }

        cells = cells[..Description.FrameBytes];
        if (codec is null)
        {
            DecodeNative(frame, cells);
            decoded = decoded with { Photometric = Colour.Photometrics.WithoutSubsampling(Description.Photometric) };
            return null;
        }

        return codec.Decode(ReadCompressed(frame).Span, Description, cells, ref decoded) is { } error ? error with { Frame = frame } : null;
    }

    /// <summary>Decodes a frame at a part of its size, for a picture that is smaller: by the codec where it can, else by means of stored values.</summary>
    /// <param name="frame">Counted from 1.</param>
    /// <param name="levels">How often width and height are halved, rounded up; the instance is one of <see cref="CellMeans.CanHalve"/>.</param>
    /// <param name="cells">At least <see cref="PixelDescription.FrameBytes"/> bytes, of which the first are used.</param>
    /// <param name="decoded">What the cells hold.</param>
    /// <param name="reduction">Where the frame's pixels lie in them.</param>
    internal ImagingError? DecodeReduced(int frame, int levels, Span<byte> cells, out PixelDescription decoded, out Reduction reduction)
    {
        reduction = Reduction.None;
        decoded = Description with { IsPlanar = false, FrameCount = 1 };
        ImagingError? error = codec is null || levels == 0 || frame < 1 || frame > Count
            ? Decode(frame, cells, out decoded)
            : codec.DecodeReduced(ReadCompressed(frame).Span, Description, levels, cells, ref decoded, out reduction);
        if (error is not null)
        {
            return error with { Frame = frame };
        }

        while (reduction.Scale > 1.0 / (1 << levels))
        {
            decoded = CellMeans.Halve(cells, decoded, cells);
            reduction = reduction.Halve();
        }

        return null;
    }

    /// <summary>A frame in an array of its own.</summary>
    public ImagingError? Decode(int frame, out byte[] cells, out PixelDescription decoded)
    {
        cells = GC.AllocateUninitializedArray<byte>(Description.FrameBytes);
        return Decode(frame, cells.AsSpan(), out decoded);
    }

    /// <summary>The compressed stream of a frame, its fragments joined.</summary>
    internal ReadOnlyMemory<byte> ReadCompressed(int frame)
    {
        int first = layout![frame - 1], end = layout[frame];
        if (end - first == 1)
        {
            return store.ReadFragment(first, (int)store.FragmentLengths![first]);
        }

        long length = 0;
        for (int i = first; i < end; i++)
        {
            length += store.FragmentLengths![i];
        }

        byte[] joined = GC.AllocateUninitializedArray<byte>(checked((int)length));
        int at = 0;
        for (int i = first; i < end; i++)
        {
            ReadOnlyMemory<byte> fragment = store.ReadFragment(i, (int)store.FragmentLengths![i]);
            fragment.Span.CopyTo(joined.AsSpan(at));
            at += fragment.Length;
        }

        return joined;
    }

    /// <summary>The bytes of a native frame, little endian; <paramref name="firstBit"/> is where it starts in the first byte.</summary>
    internal ReadOnlyMemory<byte> ReadNative(int frame, out int firstBit)
    {
        long bit = (frame - 1) * Description.NativeFrameBits;
        firstBit = (int)(bit & 7);
        long start = bit / 8, end = (bit + Description.NativeFrameBits + 7) / 8;
        if (reversedWord == 1)
        {
            return store.ReadNative(start, (int)(end - start));
        }

        // A frame may start within a word, as words pair up bytes: whole words are read and turned.
        long from = start / reversedWord * reversedWord;
        long to = Math.Min(store.NativeLength, (end + reversedWord - 1) / reversedWord * reversedWord);
        byte[] words = store.ReadNative(from, (int)(to - from)).ToArray();
        ByteOrder.Reverse(words, reversedWord);
        return words.AsMemory((int)(start - from), (int)(end - start));
    }

    private void DecodeNative(int frame, Span<byte> cells)
    {
        ReadOnlyMemory<byte> bytes = ReadNative(frame, out int firstBit);
        NativeCells.Unpack(bytes.Span, firstBit, Description, cells);
    }

    /// <summary>What is turned around in big endian: words of the VR, two to a cell of 32 bits in OW (PS3.5 6.2, 7.3).</summary>
    private static int WordOf(Vr vr) => vr switch
    {
        Vr.OB or Vr.UN => 1,
        Vr.OF or Vr.OL => 4,
        Vr.OD or Vr.OV => 8,
        _ => 2,
    };
}
