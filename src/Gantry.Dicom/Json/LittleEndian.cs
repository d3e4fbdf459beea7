using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Json;

/// <summary>Binary values in little endian, as PS3.18 F.2.7 and PS3.19 A.1 want them inline.</summary>
internal static class LittleEndian
{
    /// <summary>The element's own memory where it is little endian already, else a swapped copy.</summary>
    public static ReadOnlyMemory<byte> Of(Element element)
    {
        if (!element.IsBigEndian || element.Vr is Vr.OB or Vr.UN)
        {
            return element.Value;
        }

        byte[] swapped = element.Value.ToArray();
        int unit = element.Vr switch { Vr.OW => 2, Vr.OL or Vr.OF => 4, _ => 8 };
        Span<byte> whole = swapped.AsSpan(0, swapped.Length / unit * unit);
        switch (unit)
        {
            case 2:
                Span<short> shorts = MemoryMarshal.Cast<byte, short>(whole);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<int> ints = MemoryMarshal.Cast<byte, int>(whole);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            default:
                Span<long> longs = MemoryMarshal.Cast<byte, long>(whole);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }

        return swapped;
    }
}
