using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Encodes one tile: component transform, wavelets, code-blocks, choice of passes, packets.</summary>
internal static class TileEncoder
{
    /// <param name="budget">Bytes that the tile may have; null sends everything.</param>
    /// <param name="output">Takes the packets.</param>
    public static CodecError? Encode(
        ReadOnlySpan<byte> samples, in SampleFormat format, Jpeg2000Options options, Codestream codestream, int tile, double? budget, Jpeg2000Scratch scratch, ByteBuffer output, out int length)
    {
        length = 0;
        CodecError? error = TileLayout.Build(codestream, tile, codestream.Tile(tile), out ComponentLayout[] components);
        if (error is not null)
        {
            return error;
        }

        Extent extent = codestream.Size.Tile(tile);
        var planes = new int[components.Length][];
        using var bytes = new ByteBuffer();
        try
        {
            bool isWithin = true;
            for (int c = 0; c < components.Length; c++)
            {
                planes[c] = ArrayPool<int>.Shared.Rent(extent.Width * extent.Height);
                isWithin &= SampleReader.Read(samples, format, c, extent, planes[c]);
            }

            if (!isWithin)
            {
                return CodecError.Mismatch($"A sample has more than {format.BitsPerSample} bits.");
            }

            if (codestream.Main.HasColourTransform)
            {
                ForwardColour.Apply(planes, extent.Width * extent.Height, options.IsReversible);
            }

            scratch.Blocks.Clear();
            scratch.Passes.Clear();
            for (int c = 0; c < components.Length; c++)
            {
                bool isReal = !options.IsReversible;
                Transform(components[c], planes[c], isReal && !codestream.Main.HasColourTransform);
                double importance = codestream.Main.HasColourTransform ? ForwardColour.Weight(c, options.IsReversible) : 1;
                new BlockCutter(components[c], planes[c], options.IsHighThroughput, budget is not null, importance, scratch, bytes).Cut();
            }

            if (budget is { } most)
            {
                RateControl.Choose(scratch.Blocks, CollectionsMarshal.AsSpan(scratch.Passes), most);
            }

            int before = output.Length;
            scratch.PacketWriter.Write(components, bytes.Written, options.IsByResolution, output);
            length = output.Length - before;
            return null;
        }
        finally
        {
            foreach (int[]? plane in planes)
            {
                if (plane is not null)
                {
                    ArrayPool<int>.Shared.Return(plane);
                }
            }
        }
    }

    private static void Transform(ComponentLayout component, int[] plane, bool isStillWhole)
    {
        int pitch = component.Extent.Width;
        Span<float> real = MemoryMarshal.Cast<int, float>(plane.AsSpan());
        if (isStillWhole)
        {
            Widen(plane.AsSpan(0, pitch * component.Extent.Height));
        }

        for (int r = component.Style.Levels; r > 0; r--)
        {
            Extent extent = component.Resolutions[r].Extent;
            if (extent.IsEmpty)
            {
                continue;
            }

            if (component.Style.IsReversible)
            {
                ForwardWavelet.Reversible(plane, pitch, extent);
            }
            else
            {
                ForwardWavelet.Irreversible(real, pitch, extent);
            }
        }
    }

    /// <summary>Integers that become floats, in place.</summary>
    internal static void Widen(Span<int> samples)
    {
        Span<float> real = MemoryMarshal.Cast<int, float>(samples);
        int i = 0;
        for (; i + Vector<int>.Count <= samples.Length; i += Vector<int>.Count)
        {
            Vector.ConvertToSingle(new Vector<int>(samples[i..])).CopyTo(real[i..]);
        }

        for (; i < samples.Length; i++)
        {
            real[i] = samples[i];
        }
    }
}
