using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg2000;

namespace Gantry.Testing;

/// <summary>
/// A high-throughput codestream of one code-block with all three passes (ITU-T T.814 7.3 to 7.5), which encoders in the field hardly write: the clean-up
/// pass is our encoder's, of the samples without their lowest bit; significance propagation and magnitude refinement of that bit are written here.
/// </summary>
public sealed class RefinedBlock
{
    private readonly int width;
    private readonly int height;
    private readonly int[] coefficients;
    private readonly int[] known;

    /// <summary>Coefficients of small magnitude at random, at most 64 by 64.</summary>
    public RefinedBlock(int width, int height, int greatest, int seed)
    {
        (this.width, this.height) = (width, height);
        Random random = new(seed);
        coefficients = [.. Enumerable.Range(0, width * height).Select(_ => random.Next(3) == 0 ? random.Next(-greatest, greatest + 1) : random.Next(-1, 2))];
        known = [.. coefficients.Select(c => Math.Abs(c) > 1 ? c : 0)];
        Stream = Build();
    }

    public SampleFormat Format => new(width, height, 1, 8, false);

    /// <summary>SOC to EOC.</summary>
    public byte[] Stream { get; }

    /// <summary>What decodes from it: all but the ones that no pass reaches.</summary>
    public byte[] Samples => [.. known.Select(c => (byte)(128 + c))];

    private byte[] Build()
    {
        byte[] halves = [.. coefficients.Select(c => (byte)(128 + (c / 2)))];
        ArrayBufferWriter<byte> output = new();
        if (Jpeg2000Encoder.Encode(halves, Format, new Jpeg2000Options { IsHighThroughput = true, Levels = 0 }, output) is { } error)
        {
            throw new InvalidOperationException(error.ToString());
        }

        byte[] stream = output.WrittenSpan.ToArray();
        int start = stream.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0x93]) + 2;
        int length = CleanUpLength(stream.AsSpan(start), out int headerBytes);
        byte[] cleanUp = stream[(start + headerBytes)..(start + headerBytes + length)];
        byte[] refinement = [.. Significance(), .. Refinement()];
        byte[] body = [.. Header(cleanUp.Length, refinement.Length), .. cleanUp, .. refinement];
        byte[] result = [.. stream[..start], .. body, 0xFF, 0xD9];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(start - 8), body.Length + 14);
        return result;
    }

    /// <summary>Reads our packet header: not empty, included, empty bit planes, one pass, length.</summary>
    private static int CleanUpLength(ReadOnlySpan<byte> packet, out int bytes)
    {
        int previous = 0, used = 0, index = -1;
        byte[] copy = packet[..Math.Min(16, packet.Length)].ToArray();
        int Bit()
        {
            if (used == 0)
            {
                previous = index >= 0 ? copy[index] : 0;
                index++;
                used = previous == 0xFF ? 7 : 8;
            }

            return (copy[index] >> --used) & 1;
        }

        Bit();
        Bit();
        while (Bit() == 0)
        {
        }

        Bit();
        int lengthBits = 3;
        while (Bit() == 1)
        {
            lengthBits++;
        }

        int length = 0;
        for (int i = 0; i < lengthBits; i++)
        {
            length = (length << 1) | Bit();
        }

        bytes = index + (copy[index] == 0xFF ? 2 : 1);
        return length;
    }

    /// <summary>The packet header of the same block with three passes in two segments, a bit plane higher up.</summary>
    private static List<byte> Header(int cleanUp, int refinement)
    {
        List<int> bits = [1, 1];
        // 2 guard bits and an exponent of 8 make 9 planes; the clean-up pass is of the last but one.
        bits.AddRange(Enumerable.Repeat(0, 7));
        bits.AddRange([1, 1, 1, 0, 0]);
        int lengthBits = 3;
        while (cleanUp >> lengthBits != 0 || refinement >> (lengthBits + 1) != 0)
        {
            bits.Add(1);
            lengthBits++;
        }

        bits.Add(0);
        bits.AddRange(Enumerable.Range(0, lengthBits).Select(i => (cleanUp >> (lengthBits - 1 - i)) & 1));
        bits.AddRange(Enumerable.Range(0, lengthBits + 1).Select(i => (refinement >> (lengthBits - i)) & 1));
        List<byte> bytes = [];
        for (int at = 0; at < bits.Count;)
        {
            int wide = bytes.Count > 0 && bytes[^1] == 0xFF ? 7 : 8;
            int value = 0;
            for (int i = 0; i < wide; i++)
            {
                value = (value << 1) | (at < bits.Count ? bits[at++] : 0);
            }

            bytes.Add((byte)value);
        }

        if (bytes[^1] == 0xFF)
        {
            bytes.Add(0);
        }

        return bytes;
    }

    /// <summary>7.4: from the front, lowest bit first; a byte after FF has seven bits.</summary>
    private List<byte> Significance()
    {
        List<int> bits = [];
        bool[] significant = [.. coefficients.Select(c => Math.Abs(c) > 1)];
        bool At(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && significant[(y * width) + x];
        for (int top = 0; top < height; top += 4)
        {
            for (int left = 0; left < width; left += 4)
            {
                List<int> signs = [];
                for (int x = left; x < Math.Min(left + 4, width); x++)
                {
                    for (int y = top; y < Math.Min(top + 4, height); y++)
                    {
                        bool hasNeighbour = At(x - 1, y - 1) || At(x, y - 1) || At(x + 1, y - 1) || At(x - 1, y) || At(x + 1, y) || At(x - 1, y + 1) || At(x, y + 1) || At(x + 1, y + 1);
                        int at = (y * width) + x;
                        if (significant[at] || !hasNeighbour)
                        {
                            continue;
                        }

                        bits.Add(Math.Abs(coefficients[at]));
                        if (coefficients[at] != 0)
                        {
                            known[at] = coefficients[at];
                            significant[at] = true;
                            signs.Add(coefficients[at] < 0 ? 1 : 0);
                        }
                    }
                }

                bits.AddRange(signs);
            }
        }

        List<byte> bytes = [];
        for (int at = 0; at < bits.Count;)
        {
            int wide = bytes.Count > 0 && bytes[^1] == 0xFF ? 7 : 8;
            int value = 0;
            for (int i = 0; i < wide && at < bits.Count; i++)
            {
                value |= bits[at++] << i;
            }

            bytes.Add((byte)value);
        }

        return bytes;
    }

    /// <summary>7.5: from the end, lowest bit first; seven bits where they are ones and the byte behind is above 8F.</summary>
    private List<byte> Refinement()
    {
        List<int> bits = [];
        for (int top = 0; top < height; top += 4)
        {
            for (int x = 0; x < width; x++)
            {
                for (int y = top; y < Math.Min(top + 4, height); y++)
                {
                    int magnitude = Math.Abs(coefficients[(y * width) + x]);
                    if (magnitude > 1)
                    {
                        bits.Add(magnitude & 1);
                    }
                }
            }
        }

        List<byte> bytes = [];
        bool isAfterHigh = true;
        for (int at = 0; at < bits.Count;)
        {
            int value = 0, count = 0;
            for (; count < 8 && at < bits.Count; count++)
            {
                if (count == 7 && isAfterHigh && value == 0x7F)
                {
                    break;
                }

                value |= bits[at++] << count;
            }

            bytes.Add((byte)value);
            isAfterHigh = value > 0x8F;
        }

        bytes.Reverse();
        return bytes;
    }
}
