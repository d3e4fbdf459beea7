using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gantry.Archive.Objects;

/// <summary>
/// CRC-32 as ZIP has it (polynomial 0x04C11DB7, reflected, all ones before and after). Where the processor multiplies without carry, 64 bytes are folded at a time:
/// about 10 GB/s instead of 0.5; both ways are held equal by tests.
/// </summary>
public static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = MakeTable();

    // Remainders of x^n for folding over 512 and 128 bits, then 64; last the polynomial and its reciprocal for Barrett's reduction (all reflected).
    private static readonly Vector128<ulong> Fold512 = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
    private static readonly Vector128<ulong> Fold128 = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
    private static readonly Vector128<ulong> Fold64 = Vector128.Create(0x0163cd6124UL, 0UL);
    private static readonly Vector128<ulong> Barrett = Vector128.Create(0x01db710641UL, 0x01f7011641UL);
    private static readonly Vector128<ulong> LowWords = Vector128.Create(0x00000000FFFFFFFFUL, 0x00000000FFFFFFFFUL);

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum after more bytes; start with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        if (Pclmulqdq.IsSupported && bytes.Length >= 128)
        {
            int folded = bytes.Length & ~15;
            state = AppendFolded(state, bytes[..folded]);
            bytes = bytes[folded..];
        }

        return ~AppendScalar(state, bytes);
    }

    /// <summary>The checksum by table alone, for tests to compare with.</summary>
    public static uint OfScalar(ReadOnlySpan<byte> bytes) => ~AppendScalar(uint.MaxValue, bytes);

    /// <summary>The checksum of two runs of bytes after one another, from the checksum of each and the second's length.</summary>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // Appending n zero bytes multiplies the first by x^8n modulo the polynomial.
        uint factor = 0x8000_0000;
        uint power = 0x0080_0000;
        for (long n = secondLength; n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
            {
                factor = MultiplyModulo(factor, power);
            }

            power = MultiplyModulo(power, power);
        }

        return MultiplyModulo(first, factor) ^ second;
    }

    private static uint MultiplyModulo(uint a, uint b)
    {
        uint product = 0;
        for (uint bit = 0x8000_0000; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
            {
                product ^= b;
            }

            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }

    private static uint AppendScalar(uint state, ReadOnlySpan<byte> bytes)
    {
        uint[] table = Table;
        foreach (byte b in bytes)
        {
            state = table[(byte)(state ^ b)] ^ (state >> 8);
        }

        return state;
    }

    private static uint AppendFolded(uint state, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> v = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> a = v[0] ^ Vector128.CreateScalar((ulong)state);
        Vector128<ulong> b = v[1];
        Vector128<ulong> c = v[2];
        Vector128<ulong> d = v[3];
        v = v[4..];
        while (v.Length >= 4)
        {
            a = Fold(a, Fold512) ^ v[0];
            b = Fold(b, Fold512) ^ v[1];
            c = Fold(c, Fold512) ^ v[2];
            d = Fold(d, Fold512) ^ v[3];
            v = v[4..];
        }

        a = Fold(a, Fold128) ^ b;
        a = Fold(a, Fold128) ^ c;
        a = Fold(a, Fold128) ^ d;
        foreach (Vector128<ulong> next in v)
        {
            a = Fold(a, Fold128) ^ next;
        }

        a = Pclmulqdq.CarrylessMultiply(a, Fold128, 0x10) ^ Sse2.ShiftRightLogical128BitLane(a, 8);
        a = Pclmulqdq.CarrylessMultiply(a & LowWords, Fold64, 0x00) ^ Sse2.ShiftRightLogical128BitLane(a, 4);
        Vector128<ulong> q = Pclmulqdq.CarrylessMultiply(a & LowWords, Barrett, 0x10);
        q = Pclmulqdq.CarrylessMultiply(q & LowWords, Barrett, 0x00);
        return (a ^ q).AsUInt32().GetElement(1);
    }

    private static Vector128<ulong> Fold(Vector128<ulong> x, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(x, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, by, 0x11);

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
