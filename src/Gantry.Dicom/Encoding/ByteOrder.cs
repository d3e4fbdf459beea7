using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gantry.Dicom.Datasets;

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

    /// <summary>Reverses each word in place; a last part of a word stays as it is.</summary>
    public static void Reverse(Span<byte> bytes, int wordBytes)
    {
        Span<byte> whole = bytes[..(bytes.Length / wordBytes * wordBytes)];
        Reverse(whole, whole, wordBytes);
    }

    /// <summary>A binary value in little endian, as PS3.18 F.2.7 and PS3.19 A.1 want it: the element's own memory where it is so already, else a turned copy.</summary>
    public static ReadOnlyMemory<byte> LittleEndianOf(Element element)
    {
        int word = element.IsBigEndian ? VrRules.WordBytes(element.Vr) : 1;
        if (word == 1)
        {
            return element.Value;
        }

        byte[] turned = element.Value.ToArray();
        Reverse(turned, word);
        return turned;
    }
}
