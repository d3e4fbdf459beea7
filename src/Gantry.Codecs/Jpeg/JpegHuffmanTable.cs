using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>A Huffman table for decoding (ITU-T T.81 C.2, F.2.2.3): codes of up to <see cref="FastBits"/> bits by one look-up, longer ones by their length.</summary>
internal sealed class JpegHuffmanTable
{
    private const int FastBits = 10;

    /// <summary>Symbol in the low byte, code length above; 0 for a longer code.</summary>
    private readonly ushort[] fast = new ushort[1 << FastBits];
    private readonly int[] firstBeyond = new int[18];
    private readonly int[] offset = new int[17];
    private readonly byte[] symbols = new byte[256];
    private int symbolCount;

    /// <summary>Defines the table anew.</summary>
    /// <param name="counts">16 counts, of codes of 1 to 16 bits.</param>
    /// <param name="values">Symbols in order of their codes, at most 256.</param>
    /// <returns>False where there are more codes than their lengths allow.</returns>
    public bool TryDefine(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        Array.Clear(fast);
        values.CopyTo(symbols);
        symbolCount = values.Length;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++)
        {
            offset[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length)
                {
                    return false;
                }

                if (length <= FastBits)
                {
                    int first = code << (FastBits - length);
                    fast.AsSpan(first, 1 << (FastBits - length)).Fill((ushort)((length << 8) | symbols[index]));
                }
            }

            // Left-aligned to 16 bits, so that one comparison tells whether a code is of this length.
            firstBeyond[length] = code << (16 - length);
            code <<= 1;
        }

        firstBeyond[17] = int.MaxValue;
        return true;
    }

    /// <summary>Takes one symbol; -1 where the bits are no code. <see cref="JpegBitReader.Ensure32"/> came before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref JpegBitReader reader)
    {
        // FastBits bits are an index within the table by construction.
        int entry = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(fast), reader.Peek(FastBits));
        if (entry != 0)
        {
            reader.Skip(entry >> 8);
            return entry & 0xFF;
        }

        return DecodeLong(ref reader);
    }

    /// <summary>The symbol that the bits of a cache begin with, and above it the length of its code; 0 for a code longer than a look-up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Look(ulong cache) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(fast), (nint)(cache >> (64 - FastBits)));

    /// <summary>The symbol that 16 bits begin with.</summary>
    /// <param name="length">Bits of its code; 0 where it is longer than a look-up, or none.</param>
    public int Peek(int bits, out int length)
    {
        int entry = fast[bits >> (16 - FastBits)];
        length = entry >> 8;
        return entry & 0xFF;
    }

    private int DecodeLong(ref JpegBitReader reader)
    {
        int bits = reader.Peek(16);
        int length = FastBits + 1;
        while (bits >= firstBeyond[length])
        {
            length++;
        }

        if (length > 16)
        {
            return -1;
        }

        int index = (bits >> (16 - length)) + offset[length];
        if ((uint)index >= (uint)symbolCount)
        {
            return -1;
        }

        reader.Skip(length);
        return symbols[index];
    }
}
