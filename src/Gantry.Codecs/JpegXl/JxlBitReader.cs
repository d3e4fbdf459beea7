using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.JpegXl;

/// <summary>
/// Bits of a codestream or of one of its sections, least significant first (18181-1, Annex B). Past the end come zeros, and <see cref="IsOverrun"/> tells.
/// The first failure that a parser meets is kept here; what is read after it is worthless but harmless.
/// </summary>
internal ref struct JxlBitReader
{
    private readonly ReadOnlySpan<byte> data;
    private readonly long origin;
    private ulong buffer;
    private int count;
    private long next;

    /// <param name="data">The section.</param>
    /// <param name="origin">Where it starts in the stream, for errors.</param>
    public JxlBitReader(ReadOnlySpan<byte> data, long origin)
    {
        this.data = data;
        this.origin = origin;
    }

    public CodecError? Error { get; private set; }

    /// <summary>Bits read so far.</summary>
    public readonly long Position => next * 8 - count;

    public readonly bool IsOverrun => Position > (long)data.Length * 8;

    /// <summary>Something is wrong: a failure was told, or more was read than is there.</summary>
    public readonly bool IsFailed => Error is not null || IsOverrun;

    /// <summary>Keeps the first failure. Always false, for a parser to return.</summary>
    public bool Fail(string detail) => Fail(CodecErrorKind.Malformed, detail);

    /// <summary>Allowed by the format but not decoded here.</summary>
    public bool Refuse(string feature) => Fail(CodecErrorKind.Unsupported, feature);

    /// <summary>What went wrong; null if nothing did.</summary>
    public readonly CodecError? Failure =>
        IsOverrun ? CodecError.Truncated(origin + data.Length, "The codestream ends within its data.") : Error;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (count >= 32)
        {
            return;
        }

        if (next + 8 <= data.Length)
        {
            buffer |= BinaryPrimitives.ReadUInt64LittleEndian(data[(int)next..]) << count;
            next += (63 - count) >> 3;
            count |= 56;
            return;
        }

        RefillAtEnd();
    }

    /// <summary>The next bits, up to 32, without a refill: at least 32 are there after one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek(int bits) => (uint)(buffer & ((1UL << bits) - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        buffer >>= bits;
        count -= bits;
    }

    /// <summary>0 to 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int bits)
    {
        Refill();
        uint value = Peek(bits);
        Skip(bits);
        return value;
    }

    public int ReadInt(int bits) => (int)Read(bits);

    public bool ReadBool() => Read(1) != 0;

    /// <summary>One of four forms, each an offset and a number of bits added to it (B.2.2).</summary>
    public uint ReadU32(uint offset0, int bits0, uint offset1, int bits1, uint offset2, int bits2, uint offset3, int bits3) => Read(2) switch
    {
        0 => offset0 + Read(bits0),
        1 => offset1 + Read(bits1),
        2 => offset2 + Read(bits2),
        _ => offset3 + Read(bits3),
    };

    /// <summary>B.2.3.</summary>
    public ulong ReadU64()
    {
        switch (Read(2))
        {
            case 0: return 0;
            case 1: return 1 + Read(4);
            case 2: return 17 + Read(8);
        }

        ulong value = Read(12);
        for (int shift = 12; ReadBool(); shift += 8)
        {
            if (shift == 60)
            {
                return value | ((ulong)Read(4) << 60);
            }

            value |= (ulong)Read(8) << shift;
        }

        return value;
    }

    /// <summary>A number of 16 bits in IEEE 754 half precision; infinities and NaN are failures.</summary>
    public float ReadHalf()
    {
        float value = (float)BitConverter.UInt16BitsToHalf((ushort)Read(16));
        if (!float.IsFinite(value))
        {
            Fail("A number of a header is not finite.");
            return 0;
        }

        return value;
    }

    public int ReadEnum()
    {
        uint value = ReadU32(0, 0, 1, 0, 2, 4, 18, 6);
        if (value > 63)
        {
            Fail($"Value {value} of an enumeration.");
        }

        return (int)value;
    }

    /// <summary>0 to 255 in a variable number of bits (C.2.1).</summary>
    public int ReadVar8()
    {
        if (!ReadBool())
        {
            return 0;
        }

        int bits = ReadInt(3);
        return (1 << bits) + ReadInt(bits);
    }

    /// <summary>Up to 65535, likewise.</summary>
    public int ReadVar16()
    {
        if (!ReadBool())
        {
            return 0;
        }

        int bits = ReadInt(4);
        return (1 << bits) + ReadInt(bits);
    }

    /// <summary>Skips to the next byte; the bits between must be zero.</summary>
    public void Align()
    {
        int bits = (int)(-Position & 7);
        if (Read(bits) != 0)
        {
            Fail("The bits up to the next byte are not zero.");
        }
    }

    /// <summary>Skips any number of bits, at most to just past the end.</summary>
    public void SkipFar(ulong bits)
    {
        if (bits > (ulong)Math.Max(0, (long)data.Length * 8 - Position))
        {
            bits = (ulong)Math.Max(0, (long)data.Length * 8 - Position) + 1;
        }

        long target = Position + (long)bits;
        next = target >> 3;
        buffer = 0;
        count = 0;
        Read((int)(target & 7));
    }

    /// <summary>Zero and even numbers are 0, 1, 2...; odd ones -1, -2... (B.2.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Signed(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    /// <summary>Bits needed to tell this many things apart; 0 for one.</summary>
    public static int CeilLog2(uint value) => value <= 1 ? 0 : BitOperations.Log2(value - 1) + 1;

    private void RefillAtEnd()
    {
        while (count <= 56)
        {
            if (next < data.Length)
            {
                buffer |= (ulong)data[(int)next] << count;
            }

            next++;
            count += 8;
        }
    }

    private bool Fail(CodecErrorKind kind, string detail)
    {
        Error ??= IsOverrun ? Failure : new CodecError(kind, origin + Math.Min(data.Length, Position / 8), detail);
        return false;
    }
}
