using Gantry.Codecs;
using Gantry.Imaging.Frames;

namespace Gantry.CodecBenchmarks;

/// <summary>A real frame of the corpus, decoded, as unsigned samples: what every codec under test takes.</summary>
internal sealed record Frame(string Name, string Path, SampleFormat Format, byte[] Samples)
{
    /// <summary>Reads the first frame of a file.</summary>
    public static Frame Read(string corpus, string name, string path)
    {
        if (PixelFile.Open(System.IO.Path.Combine(corpus, path), out PixelFile file) is { } error || file.OpenFrames(out PixelFrames frames) is { } wrong)
        {
            throw new InvalidDataException($"{path} cannot be read.");
        }

        using (file)
        {
            if (frames.Decode(1, out byte[] cells, out PixelDescription decoded) is { } failed)
            {
                throw new InvalidDataException($"{path}: {failed}");
            }

            // Signed samples are taken as unsigned: JPEG-LS and lossless JPEG know no sign, and the work is the same.
            int bits = decoded.CellBytes == 1 ? 8 : decoded.IsSigned ? 16 : decoded.BitsStored;
            return new Frame(name, path, new SampleFormat(decoded.Columns, decoded.Rows, decoded.Samples, bits, false), cells);
        }
    }

    /// <summary>The frame with 8 bits a sample, for the codecs that hold no more.</summary>
    public Frame ToEightBits()
    {
        if (Format.BytesPerSample == 1)
        {
            return this;
        }

        ReadOnlySpan<ushort> wide = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(Samples);
        int low = int.MaxValue, high = 0;
        foreach (ushort value in wide)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        byte[] narrow = new byte[wide.Length];
        for (int i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (byte)((wide[i] - low) * 255 / Math.Max(1, high - low));
        }

        return this with { Samples = narrow, Format = Format with { BitsPerSample = 8 } };
    }
}
