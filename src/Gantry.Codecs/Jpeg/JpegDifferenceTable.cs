using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>Differences of lossless scans (T.81 H.1.2.2): where code and value together have up to 12 bits, both by one look-up in pooled memory.</summary>
internal readonly struct JpegDifferenceTable
{
    private const int Bits = 12;
    private const int NoCode = int.MinValue;
    private readonly JpegHuffmanTable codes;

    /// <summary>The difference, above the length of code and value in four bits; 0 where they are longer.</summary>
    private readonly short[] both;

    public JpegDifferenceTable(JpegHuffmanTable codes)
    {
        this.codes = codes;
        both = ArrayPool<short>.Shared.Rent(1 << Bits);
        for (int index = 0; index < 1 << Bits; index++)
        {
            int size = codes.Peek(index << (16 - Bits), out int length);
            int total = length + size;
            if (length == 0 || total > Bits)
            {
                both[index] = 0;
                continue;
            }

            int value = (index >> (Bits - total)) & ((1 << size) - 1);
            int difference = size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
            both[index] = (short)((difference << 4) | total);
        }
    }

    /// <summary>Takes a difference. The reader's bits are in the caller's locals, where they can lie in registers.</summary>
    /// <returns>False where the bits are no code.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref JpegBitReader reader, ref ulong cache, ref int valid, out int difference)
    {
        if (valid < 32)
        {
            (cache, valid) = reader.Fill(cache, valid);
        }

        // 12 bits are an index within the table by construction.
        int entry = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(both), (nint)(cache >> (64 - Bits)));
        if (entry != 0)
        {
            cache <<= entry & 15;
            valid -= entry & 15;
            difference = entry >> 4;
            return true;
        }

        (cache, valid, difference) = ReadLong(ref reader, cache, valid);
        return difference != NoCode;
    }

    /// <summary>Gives the memory back; also of a table that was never made.</summary>
    public void Return()
    {
        if (both is not null)
        {
            ArrayPool<short>.Shared.Return(both);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (ulong Cache, int Valid, int Difference) ReadLong(ref JpegBitReader reader, ulong cache, int valid)
    {
        reader.Cache = cache;
        reader.Valid = valid;
        int size = codes.Decode(ref reader);

        // Category 16 has no further bits.
        int difference = (uint)size - 1 < 15 ? reader.ReadExtended(size) : size == 16 ? 32768 : size == 0 ? 0 : NoCode;
        return (reader.Cache, reader.Valid, difference);
    }
}
