using System.Buffers.Binary;
using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Archive.Ingest;

/// <summary>Finds where frames lie from what has passed by: sizes for native pixel data (PS3.5 8.1), fragments and offset tables for encapsulated (PS3.5 A.4).</summary>
internal sealed class FrameTableBuilder
{
    private const int MaxFragments = 1_000_000;
    private static readonly DicomTag SamplesPerPixel = new(0x0028_0002);
    private static readonly DicomTag Photometric = new(0x0028_0004);
    private static readonly DicomTag NumberOfFrames = new(0x0028_0008);
    private static readonly DicomTag Rows = new(0x0028_0010);
    private static readonly DicomTag Columns = new(0x0028_0011);
    private static readonly DicomTag BitsAllocated = new(0x0028_0100);

    private readonly List<ByteRange> fragments = [];
    private long[] offsets = [];
    private bool offsetsAreExtended;
    private bool isOverflowing;

    /// <summary>Where native pixel data stands within the data set; null so far or where it is encapsulated.</summary>
    public ByteRange? Native { get; private set; }

    private int nativeBits;

    /// <summary>Pixel Data, Float Pixel Data or Double Float Pixel Data with a length.</summary>
    public void NativePixelData(DicomTag tag, long offset, long length)
    {
        Native = new ByteRange(offset, length);
        nativeBits = tag.Element switch { 0x0008 => 32, 0x0009 => 64, _ => 0 };
    }

    public void Fragment(long offset, long length)
    {
        if (fragments.Count < MaxFragments)
        {
            fragments.Add(new ByteRange(offset, length));
        }
        else
        {
            isOverflowing = true;
        }
    }

    /// <summary>Basic Offset Table: 32-bit offsets, little endian, from the first fragment's item tag.</summary>
    public void BasicOffsets(ReadOnlySpan<byte> table)
    {
        if (!offsetsAreExtended)
        {
            offsets = new long[table.Length / 4];
            for (int i = 0; i < offsets.Length; i++)
            {
                offsets[i] = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * i)..]);
            }
        }
    }

    /// <summary>Extended Offset Table (7FE0,0001): the same in 64 bits.</summary>
    public void ExtendedOffsets(ReadOnlySpan<byte> table)
    {
        offsetsAreExtended = true;
        offsets = new long[table.Length / 8];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = BinaryPrimitives.ReadInt64LittleEndian(table[(8 * i)..]);
        }
    }

    /// <summary>The table, or null where frames cannot be told apart with certainty.</summary>
    /// <param name="attributes">Rows, columns and so on.</param>
    /// <param name="datasetOffset">Where the data set starts within the object.</param>
    public FrameTable? Build(AttributeSet attributes, long datasetOffset)
    {
        long count = Math.Max(1, Number(attributes, NumberOfFrames) ?? 1);
        return Native is { } native ? BuildNative(attributes, native, count, datasetOffset) : fragments.Count > 0 && !isOverflowing ? BuildEncapsulated(count, datasetOffset) : null;
    }

    private FrameTable? BuildNative(AttributeSet attributes, ByteRange native, long count, long datasetOffset)
    {
        long samples = Number(attributes, SamplesPerPixel) ?? 1;
        if (attributes[Photometric] is "YBR_FULL_422" or "YBR_PARTIAL_422")
        {
            // Two chrominance samples for each two pixels (PS3.3 C.7.6.3.1.2).
            samples = 2;
        }

        long bits = nativeBits != 0 ? nativeBits : Number(attributes, BitsAllocated) ?? 0;
        long frameBits = (Number(attributes, Rows) ?? 0) * (Number(attributes, Columns) ?? 0) * samples * bits;
        if (frameBits <= 0 || native.Length == 0)
        {
            return null;
        }

        // Lenient: fewer frames are there than are announced; those that are whole can be shown, PS3.3 C.7.6.6.
        long fitting = native.Length <= long.MaxValue / 8 ? native.Length * 8 / frameBits : 0;
        count = Math.Min(count, Math.Min(fitting, int.MaxValue));
        return count == 0
            ? null
            : new FrameTable
            {
                Count = (int)count, IsEncapsulated = false, BitsPerFrame = frameBits,
                PixelData = new ByteRange(datasetOffset + native.Offset, native.Length),
            };
    }

    private FrameTable? BuildEncapsulated(long count, long datasetOffset)
    {
        List<IReadOnlyList<ByteRange>> frames = [];
        ByteRange At(int i) => new(datasetOffset + fragments[i].Offset, fragments[i].Length);
        if (count == fragments.Count)
        {
            for (int i = 0; i < fragments.Count; i++)
            {
                frames.Add([At(i)]);
            }
        }
        else if (count == 1)
        {
            frames.Add([.. Enumerable.Range(0, fragments.Count).Select(At)]);
        }
        else if (!GroupByOffsets(count, frames, At))
        {
            return null;
        }

        return new FrameTable { Count = frames.Count, IsEncapsulated = true, Fragments = frames };
    }

    private bool GroupByOffsets(long count, List<IReadOnlyList<ByteRange>> frames, Func<int, ByteRange> at)
    {
        if (offsets.Length != count)
        {
            return false;
        }

        long first = fragments[0].Offset - 8;
        int fragment = 0;
        for (int frame = 0; frame < offsets.Length; frame++)
        {
            if (fragment >= fragments.Count || fragments[fragment].Offset - 8 - first != offsets[frame])
            {
                return false;
            }

            long next = frame + 1 < offsets.Length ? offsets[frame + 1] : long.MaxValue;
            List<ByteRange> own = [];
            while (fragment < fragments.Count && fragments[fragment].Offset - 8 - first < next)
            {
                own.Add(at(fragment++));
            }

            // Two frames at one offset: nothing says whose the fragment is.
            if (own.Count == 0)
            {
                return false;
            }

            frames.Add(own);
        }

        return fragment == fragments.Count;
    }

    private static long? Number(AttributeSet attributes, DicomTag tag) =>
        long.TryParse(attributes[tag], NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long value) && value is >= 0 and <= int.MaxValue ? value : null;
}
