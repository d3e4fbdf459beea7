using System.Buffers.Binary;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Grey;

namespace Gantry.Imaging.Colour;

/// <summary>The three tables of PALETTE COLOR (PS3.3 C.7.9), whole or in segments.</summary>
public sealed class Palette
{
    private readonly LookUpTable[] tables;
    private readonly int shift;

    private Palette(LookUpTable[] tables)
    {
        this.tables = tables;

        // Lenient: tables of 16 bits whose entries never leave the low byte are of 8 bits, PS3.3 C.7.6.3.1.5.
        shift = tables[0].Bits > 8 && tables.Any(t => t.Range.Greatest > 255) ? tables[0].Bits - 8 : 0;
    }

    /// <summary>Null where a table is missing or not whole.</summary>
    public static Palette? Read(Dataset dataset, bool isSigned)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        LookUpTable?[] tables =
        [
            Read(dataset, Tags.RedPaletteColorLookupTableDescriptor, Tags.RedPaletteColorLookupTableData, Tags.SegmentedRedPaletteColorLookupTableData, isSigned),
            Read(dataset, Tags.GreenPaletteColorLookupTableDescriptor, Tags.GreenPaletteColorLookupTableData, Tags.SegmentedGreenPaletteColorLookupTableData, isSigned),
            Read(dataset, Tags.BluePaletteColorLookupTableDescriptor, Tags.BluePaletteColorLookupTableData, Tags.SegmentedBluePaletteColorLookupTableData, isSigned),
        ];
        return tables.Contains(null) ? null : new Palette(tables!);
    }

    /// <summary>The stored value that the first entry stands for.</summary>
    public int First => tables[0].First;

    /// <summary>Red, green and blue of a stored value.</summary>
    public (byte Red, byte Green, byte Blue) this[long stored] =>
        ((byte)(tables[0][stored] >> shift), (byte)(tables[1][stored] >> shift), (byte)(tables[2][stored] >> shift));

    /// <summary>RGB of greys of 8 bits, black being the first entry and white the last.</summary>
    internal byte[] Colour(ReadOnlySpan<byte> greys)
    {
        byte[] rgb = new byte[3 * greys.Length];
        for (int i = 0; i < greys.Length; i++)
        {
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = this[First + (((greys[i] * (tables[0].Count - 1)) + 127) / 255)];
        }

        return rgb;
    }

    private static LookUpTable? Read(Dataset dataset, DicomTag descriptorTag, DicomTag dataTag, DicomTag segmentedTag, bool isSigned)
    {
        if (LookUpTable.Read(dataset, descriptorTag, dataTag, isSigned) is { } plain)
        {
            return plain;
        }

        if (LookUpTable.ReadDescriptor(dataset, descriptorTag, isSigned) is not { } descriptor || !dataset.TryGet(segmentedTag, out Element data))
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = data.Value.Span;
        ushort[] words = new ushort[bytes.Length / 2];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = data.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
        }

        return SegmentedPalette.Expand(words, descriptor.Count) is { } entries ? LookUpTable.Of(entries, descriptor.First, descriptor.Bits) : null;
    }
}
