using System.Numerics;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Writes the packets of a tile with one layer (ITU-T T.800 B.10).</summary>
internal static class PacketWriter
{
    public static void Write(ComponentLayout[] components, Dictionary<CodeBlock, EncodedBlock> blocks, ReadOnlySpan<byte> bytes, bool isByResolution, ByteBuffer output)
    {
        int resolutions = components[0].Resolutions.Length;
        for (int r = 0; r < resolutions; r++)
        {
            // Components are sampled alike: precincts come in the same order by number and by position.
            int precincts = components[0].Resolutions[r].Precincts.Length;
            int outer = isByResolution ? precincts : components.Length, inner = isByResolution ? components.Length : precincts;
            for (int i = 0; i < outer; i++)
            {
                for (int k = 0; k < inner; k++)
                {
                    (int c, int p) = isByResolution ? (k, i) : (i, k);
                    WritePacket(components[c].Resolutions[r].Precincts[p], blocks, bytes, output);
                }
            }
        }
    }

    private static void WritePacket(Precinct precinct, Dictionary<CodeBlock, EncodedBlock> blocks, ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        var bits = new PacketBitWriter(output);
        bits.Write(1);
        foreach (PrecinctBand band in precinct.Bands)
        {
            if (band.Blocks.Length > 0)
            {
                WriteHeaders(band, blocks, bits);
            }
        }

        bits.Align();
        foreach (PrecinctBand band in precinct.Bands)
        {
            foreach (CodeBlock block in band.Blocks)
            {
                EncodedBlock encoded = blocks[block];
                output.Add(bytes.Slice(encoded.Start, encoded.SentLength));
            }
        }
    }

    private static void WriteHeaders(PrecinctBand band, Dictionary<CodeBlock, EncodedBlock> blocks, PacketBitWriter bits)
    {
        int[] absent = [.. band.Blocks.Select(b => blocks[b].SentPasses > 0 ? 0 : 1)];
        int[] empty = [.. band.Blocks.Select(b => blocks[b].SentPasses > 0 ? blocks[b].EmptyPlanes : int.MaxValue)];
        var inclusion = new TagTreeWriter(band.BlocksWide, band.BlocksHigh, absent);
        var emptyPlanes = new TagTreeWriter(band.BlocksWide, band.BlocksHigh, empty);
        for (int i = 0; i < band.Blocks.Length; i++)
        {
            int x = i % band.BlocksWide, y = i / band.BlocksWide;
            inclusion.Write(bits, x, y, 1);
            EncodedBlock block = blocks[band.Blocks[i]];
            if (block.SentPasses == 0)
            {
                continue;
            }

            emptyPlanes.Write(bits, x, y, block.EmptyPlanes + 1);
            WritePassCount(bits, block.SentPasses);
            int passBits = BitOperations.Log2((uint)block.SentPasses);
            int lengthBits = 3;
            while (block.SentLength >> (lengthBits + passBits) != 0)
            {
                bits.Write(1);
                lengthBits++;
            }

            bits.Write(0);
            bits.Write(block.SentLength, lengthBits + passBits);
        }
    }

    /// <summary>Table B.4.</summary>
    private static void WritePassCount(PacketBitWriter bits, int passes)
    {
        switch (passes)
        {
            case 1:
                bits.Write(0);
                break;
            case 2:
                bits.Write(0b10, 2);
                break;
            case <= 5:
                bits.Write(0b1100 | (passes - 3), 4);
                break;
            case <= 36:
                bits.Write(0b1111 << 5 | (passes - 6), 9);
                break;
            default:
                bits.Write(0b111111111 << 7 | (passes - 37), 16);
                break;
        }
    }
}
