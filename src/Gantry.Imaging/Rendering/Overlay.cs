using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Rendering;

/// <summary>An overlay plane of a repeating group 6000 to 601E (PS3.3 C.9.2): packed bits of its own, or one bit of the pixel cells (retired).</summary>
public sealed class Overlay
{
    private readonly Element? bits;
    private readonly long firstBit;
    private readonly int cellBit;

    private Overlay(int rows, int columns, int top, int left, Element? bits, long firstBit, int cellBit)
    {
        Rows = rows;
        Columns = columns;
        Top = top;
        Left = left;
        this.bits = bits;
        this.firstBit = firstBit;
        this.cellBit = cellBit;
    }

    /// <summary>6000, 6002 and so on.</summary>
    public int Group { get; private init; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Row of the frame, from 0, where the overlay's first row lies; may be negative.</summary>
    public int Top { get; }

    public int Left { get; }

    /// <summary>Retired: the plane is a bit of the frame's own cells, which have to be decoded to see it.</summary>
    public bool IsInCells => bits is null;

    /// <summary>Overlay Type (60xx,0040) is R: a region of interest, not graphics.</summary>
    public bool IsRegion { get; private init; }

    /// <summary>Overlay Label, else Overlay Description.</summary>
    public string? Label { get; private init; }

    /// <summary>The overlays that cover a frame; those that are not whole are left out.</summary>
    /// <param name="dataset">The instance's.</param>
    /// <param name="description">Of its pixels.</param>
    /// <param name="frame">Counted from 1.</param>
    public static IEnumerable<Overlay> Read(Dataset dataset, PixelDescription description, int frame)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(description);
        foreach (ushort group in Groups(dataset))
        {
            if (Read(dataset, group, description, frame) is { } overlay)
            {
                yield return overlay;
            }
        }
    }

    /// <summary>Groups with Overlay Rows, 6000 to 601E, whole or not.</summary>
    internal static IEnumerable<ushort> Groups(Dataset dataset)
    {
        for (ushort group = 0x6000; group <= 0x601E; group += 2)
        {
            if (dataset.Contains(new DicomTag(group, 0x0010)))
            {
                yield return group;
            }
        }
    }

    /// <summary>The plane's bits, row by row, from the least significant bit of each byte on.</summary>
    /// <param name="cells">The decoded frame; only a plane in its cells needs them.</param>
    /// <param name="description">What the cells hold.</param>
    public byte[] Pack(ReadOnlySpan<byte> cells, PixelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        byte[] packed = new byte[(((long)Rows * Columns) + 7) / 8];
        for (int i = 0; i < Rows * (long)Columns; i++)
        {
            if (bits is null ? (CellReader.Raw(cells, description.CellBytes, i) >> cellBit & 1) != 0 : IsSet(bits, firstBit + i))
            {
                packed[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        return packed;
    }

    /// <summary>Draws into a picture of the whole frame.</summary>
    internal void Draw(byte[] samples, int width, int height, int components, ReadOnlySpan<byte> cells, PixelDescription description, byte grey = 255)
    {
        for (int y = Math.Max(0, -Top); y < Rows && y + Top < height; y++)
        {
            for (int x = Math.Max(0, -Left); x < Columns && x + Left < width; x++)
            {
                int pixel = ((y + Top) * width) + x + Left;
                if (bits is null ? (CellReader.Raw(cells, description.CellBytes, pixel) >> cellBit & 1) != 0 : IsSet(bits, firstBit + ((long)y * Columns) + x))
                {
                    samples.AsSpan(pixel * components, components).Fill(grey);
                }
            }
        }
    }

    private static Overlay? Read(Dataset dataset, ushort group, PixelDescription description, int frame)
    {
        DicomTag At(ushort element) => new(group, element);
        long rows = dataset.GetInteger(At(0x0010)) ?? 0, columns = dataset.GetInteger(At(0x0011)) ?? 0;
        if (rows is <= 0 or > 65535 || columns is <= 0 or > 65535)
        {
            return null;
        }

        IReadOnlyList<double> origin = dataset.GetNumbers(At(0x0050));
        (int top, int left) = origin is [var row, var column, ..] && Math.Abs(row) < 65536 && Math.Abs(column) < 65536 ? ((int)row - 1, (int)column - 1) : (0, 0);
        bool isRegion = dataset.GetString(At(0x0040)) == "R";
        string? label = dataset.GetString(At(0x1500)) ?? dataset.GetString(At(0x0022));
        long frames = dataset.GetInteger(At(0x0015)) ?? 1;
        long first = (dataset.GetInteger(At(0x0051)) ?? 1) - 1;
        long plane = frames > 1 ? frame - 1 - first : 0;
        if (plane < 0 || plane >= Math.Max(1, frames))
        {
            return null;
        }

        if (dataset.TryGet(At(0x3000), out Element data))
        {
            return data.Value.Length * 8L >= (plane + 1) * rows * columns ? new Overlay((int)rows, (int)columns, top, left, data, plane * rows * columns, 0) { Group = group, IsRegion = isRegion, Label = label } : null;
        }

        // Retired: the overlay in a bit of the cells that the samples do not use.
        long bit = dataset.GetInteger(At(0x0102)) ?? 0;
        bool isInCells = (dataset.GetInteger(At(0x0100)) ?? 1) == description.BitsAllocated && description.Kind == SampleKind.Integer && description.Samples == 1
            && bit >= 0 && bit < description.BitsAllocated && (bit > description.HighBit || bit <= description.HighBit - description.BitsStored)
            && rows == description.Rows && columns == description.Columns;
        return isInCells ? new Overlay((int)rows, (int)columns, 0, 0, null, 0, (int)bit) { Group = group, IsRegion = isRegion, Label = label } : null;
    }

    /// <summary>Bits go from the least significant of each word on; big endian words of OW have their bytes the other way round.</summary>
    private static bool IsSet(Element bits, long bit)
    {
        long at = bit >> 3;
        if (bits.IsBigEndian && bits.Vr == Vr.OW)
        {
            at ^= 1;
        }

        return (bits.Value.Span[(int)at] >> (int)(bit & 7) & 1) != 0;
    }
}
