using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>Reads entropy-coded bits; FF 00 stands for a byte FF, any other FF xx is a marker and ends the data (ITU-T T.81 F.1.2.3).</summary>
internal ref struct JpegBitReader
{
    private readonly ReadOnlySpan<byte> data;
    private ulong cache;
    private int valid;
    private int padding;

    public JpegBitReader(ReadOnlySpan<byte> data, int start)
    {
        this.data = data;
        Position = start;
    }

    /// <summary>Next byte to be taken.</summary>
    public int Position { get; private set; }

    /// <summary>The next bits, from the highest on.</summary>
    public ulong Cache { readonly get => cache; set => cache = value; }

    /// <summary>How many bits there are in <see cref="Cache"/>.</summary>
    public int Valid { readonly get => valid; set => valid = value; }

    /// <summary>More bits were asked for than there are before the next marker.</summary>
    public readonly bool IsExhausted => padding > 0 && valid < padding;

    /// <summary>Makes at least 32 bits available.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure32()
    {
        if (valid < 32)
        {
            Fill();
        }
    }

    /// <summary>Next 1 to 32 bits without taking them; <see cref="Ensure32"/> came before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(cache >> (64 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        cache <<= count;
        valid -= count;
    }

    /// <summary>Takes 1 to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(int count)
    {
        if (valid < count)
        {
            Fill();
        }

        int value = Peek(count);
        Skip(count);
        return value;
    }

    public int ReadBit() => Read(1);

    /// <summary>Takes a value of <paramref name="size"/> bits, 1 to 16, and extends its sign (F.2.2.1); 32 bits must be available for code and value together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadExtended(int size)
    {
        int value = Peek(size);
        Skip(size);
        // A first bit of 0 means a negative value.
        return value - ((((value >> (size - 1)) - 1) & ((1 << size) - 1)));
    }

    /// <summary>Makes at least 32 bits available to a caller that keeps <see cref="Cache"/> and <see cref="Valid"/> to itself.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public (ulong Cache, int Valid) Fill(ulong bits, int count)
    {
        (cache, valid) = (bits, count);
        Fill();
        return (cache, valid);
    }

    private void Fill()
    {
        if (valid <= 32 && Position + 4 <= data.Length)
        {
            uint next = BinaryPrimitives.ReadUInt32BigEndian(data[Position..]);
            if (((~next - 0x01010101u) & next & 0x80808080u) == 0)
            {
                cache |= (ulong)next << (32 - valid);
                valid += 32;
                Position += 4;
                return;
            }
        }

        while (valid <= 56)
        {
            if (Position >= data.Length)
            {
                Pad();
                return;
            }

            byte b = data[Position];
            if (b == 0xFF)
            {
                if (Position + 1 >= data.Length || data[Position + 1] != 0)
                {
                    Pad();
                    return;
                }

                Position++;
            }

            Position++;
            cache |= (ulong)b << (56 - valid);
            valid += 8;
        }
    }

    private void Pad()
    {
        padding += 64 - valid;
        valid = 64;
    }
}
