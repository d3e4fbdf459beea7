using System.Buffers.Binary;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Imaging.Grey;

/// <summary>A table of a LUT descriptor and its data (PS3.3 C.11.1, C.11.2, C.7.6.3.1.5); input below the first entry takes the first, input beyond the last the last.</summary>
public sealed class LookUpTable
{
    private readonly ushort[] entries;

    private LookUpTable(ushort[] entries, int first, int bits)
    {
        this.entries = entries;
        First = first;
        Bits = bits;
    }

    /// <summary>The input that the first entry stands for.</summary>
    public int First { get; }

    /// <summary>Bits of an entry, 8 to 16.</summary>
    public int Bits { get; }

    public int Count => entries.Length;

    /// <summary>The least and the greatest entry.</summary>
    public (int Least, int Greatest) Range => (entries.Min(), entries.Max());

    public ushort this[long input] => entries[(int)Math.Clamp(input - First, 0, entries.Length - 1)];

    /// <summary>Reads a table from an item of a Modality or VOI LUT Sequence; null where it is not whole.</summary>
    public static LookUpTable? Read(Dataset item, bool isSigned) => Read(item, Tags.LUTDescriptor, Tags.LUTData, isSigned);

    /// <summary>Reads a table; null where the descriptor or the data is missing, or the data too short.</summary>
    /// <param name="item">Where both stand.</param>
    /// <param name="descriptorTag">Three values: count (0 is 65,536), first input, bits.</param>
    /// <param name="dataTag">Entries in 16 bits, or packed in 8.</param>
    /// <param name="isSigned">The first input is signed, whatever VR its descriptor was given.</param>
    public static LookUpTable? Read(Dataset item, DicomTag descriptorTag, DicomTag dataTag, bool isSigned)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (ReadDescriptor(item, descriptorTag, isSigned) is not { } descriptor || !item.TryGet(dataTag, out Element data))
        {
            return null;
        }

        (int count, int first, int bits) = descriptor;
        ReadOnlySpan<byte> bytes = data.Value.Span;
        ushort[] entries = new ushort[count];
        if (bytes.Length >= 2 * count)
        {
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> word = bytes[(2 * i)..];
                entries[i] = data.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(word) : BinaryPrimitives.ReadUInt16LittleEndian(word);
            }
        }
        else if (bytes.Length >= count)
        {
            bool isSwapped = data.IsBigEndian && data.Vr is Vr.OW or Vr.US or Vr.SS;
            for (int i = 0; i < count; i++)
            {
                entries[i] = bytes[isSwapped && (i ^ 1) < bytes.Length ? i ^ 1 : i];
            }
        }
        else
        {
            return null;
        }

        return new LookUpTable(entries, first, bits);
    }

    /// <summary>A table of entries made otherwise, as from segments.</summary>
    internal static LookUpTable Of(ushort[] entries, int first, int bits) => new(entries, first, bits);

    /// <summary>Count, first input and bits of a descriptor; null where it is no descriptor.</summary>
    internal static (int Count, int First, int Bits)? ReadDescriptor(Dataset item, DicomTag tag, bool isSigned)
    {
        if (item.GetNumbers(tag) is not [var count, var first, var bits, ..] || double.IsNaN(count + first + bits))
        {
            return null;
        }

        int entries = (int)count & 0xFFFF;
        int start = (int)first & 0xFFFF;
        return (entries == 0 ? 65536 : entries, isSigned ? (short)start : start, Math.Clamp((int)bits, 8, 16));
    }
}
