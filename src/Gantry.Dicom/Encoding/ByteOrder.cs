using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Gantry.Dicom.Encoding;

/// <summary>Turns values from one byte order to the other (PS3.5 7.3).</summary>
public static class ByteOrder
{
    /// <summary>Reverses each word of 2, 4 or 8 bytes; lengths are a multiple of <paramref name="wordBytes"/>. 1 copies.</summary>
    public static void Reverse(ReadOnlySpan<byte> source, Span<byte> target, int wordBytes)
    {
        switch (wordBytes)
        {
            case 1:
                source.CopyTo(target);
                break;
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(target));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(source), MemoryMarshal.Cast<byte, uint>(target));
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(source), MemoryMarshal.Cast<byte, ulong>(target));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(wordBytes), wordBytes, "Words have 1, 2, 4 or 8 bytes.");
        }
    }
}
