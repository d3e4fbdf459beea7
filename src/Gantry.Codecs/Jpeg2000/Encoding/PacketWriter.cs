using System.Numerics;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Writes the packets of a tile with one layer (ITU-T T.800 B.10).</summary>
internal sealed class PacketWriter
{
    private readonly TagTreeWriter inclusion = new();
    private readonly TagTreeWriter emptyPlanes = new();

    public void Write(ComponentLayout[] components, ReadOnlySpan<byte> bytes, bool isByResolution, ByteBuffer output)
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
                    WritePacket(components[c].Resolutions[r].Precincts[p], bytes, output);
                }
            }
        }
    }

    private void WritePacket(Precinct precinct, ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        var bits = new PacketBitWriter(output);
        bits.Write(1);
        foreach (PrecinctBand band in precinct.Bands)
        {
            if (band.Blocks.Length > 0)
            {
                WriteHeaders(band, ref bits);
            }
        }

        bits.Align();
        foreach (PrecinctBand band in precinct.Bands)
        {
            foreach (CodeBlock block in band.Blocks)
            {
                output.Add(bytes.Slice(block.Encoded.Start, block.Encoded.SentLength));
            }
        }
    }

    private void WriteHeaders(PrecinctBand band, ref PacketBitWriter bits)
    {
        Span<int> absent = inclusion.Open(band.BlocksWide, band.BlocksHigh), empty = emptyPlanes.Open(band.BlocksWide, band.BlocksHigh);
        for (int i = 0; i < band.Blocks.Length; i++)
        {
            EncodedBlock block = band.Blocks[i].Encoded;
            (absent[i], empty[i]) = block.SentPasses > 0 ? (0, block.EmptyPlanes) : (1, int.MaxValue);
        }

        inclusion.Close();
        emptyPlanes.Close();
        for (int i = 0; i < band.Blocks.Length; i++)
        {
            int x = i % band.BlocksWide, y = i / band.BlocksWide;
            inclusion.Write(ref bits, x, y, 1);
            EncodedBlock block = band.Blocks[i].Encoded;
            if (block.SentPasses == 0)
            {
                continue;
            }

            emptyPlanes.Write(ref bits, x, y, block.EmptyPlanes + 1);
            WritePassCount(ref bits, block.SentPasses);
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
    private static void WritePassCount(ref PacketBitWriter bits, int passes)
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
