using Gantry.Codecs.JpegXl.Entropy;
using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>A part of a reference frame and a place in this one where it goes.</summary>
internal readonly record struct Patch(int Reference, int FromX, int FromY, int Width, int Height, int X, int Y, int Mode, bool Clamps);

/// <summary>Repeated pictures, such as letters, that come from reference frames (18181-1 K.3).</summary>
internal sealed class PatchDictionary
{
    private const int None = 0, Add = 2, Multiply = 3, LastMode = 7;

    private readonly List<Patch> patches = [];

    public static PatchDictionary? Read(ref JxlBitReader reader, ImageHeader image, FrameHeader frame)
    {
        using EntropyCode? code = EntropyCode.Read(ref reader, 10);
        if (code is null)
        {
            return null;
        }

        EntropyReader symbols = new(code, ref reader);
        PatchDictionary dictionary = new();
        uint sources = symbols.Read(ref reader, 0);
        long left = 64 + ((long)frame.FullWidth * frame.FullHeight / 4);
        for (uint i = 0; i < sources; i++)
        {
            if (!dictionary.ReadSource(ref reader, ref symbols, image, ref left) || reader.IsFailed)
            {
                return null;
            }
        }

        if (symbols.End())
        {
            return dictionary;
        }

        reader.Fail("Patches do not end where they should.");
        return null;
    }

    /// <summary>Puts the patches onto a frame, before its colours are transformed.</summary>
    /// <param name="reader">Is told of failures.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="references">Frames that were kept, with colours not transformed either.</param>
    public bool Apply(ref JxlBitReader reader, FramePlanes frame, ReferenceFrame?[] references)
    {
        // A bound on time: patches may lie upon each other.
        long pixels = 16L * frame.Width * frame.Height;
        foreach (Patch patch in patches)
        {
            if (references[patch.Reference] is not { } reference || !reference.IsBeforeColours
                || (long)patch.FromX + patch.Width > reference.Planes.Width || (long)patch.FromY + patch.Height > reference.Planes.Height)
            {
                return reader.Fail("A patch comes from a frame that is not there, or from outside of it.");
            }

            if ((uint)patch.X > frame.Width - patch.Width || (uint)patch.Y > frame.Height - patch.Height)
            {
                return reader.Fail("A patch lies outside of the frame.");
            }

            pixels -= (long)patch.Width * patch.Height;
            if (pixels < 0)
            {
                return reader.Refuse("Patches many times larger than the frame.");
            }

            for (int i = 0; i < 3 * patch.Height; i++)
            {
                int c = i % 3, y = i / 3;
                Put(patch, reference.Planes.Row(c, patch.FromY + y).Slice(patch.FromX, patch.Width), frame.Row(c, patch.Y + y).Slice(patch.X, patch.Width));
            }
        }

        return true;
    }

    private static void Put(in Patch patch, ReadOnlySpan<float> from, Span<float> to)
    {
        for (int x = 0; x < from.Length; x++)
        {
            switch (patch.Mode)
            {
                case Add:
                    to[x] += from[x];
                    break;
                case Multiply:
                    to[x] *= patch.Clamps ? Math.Clamp(from[x], 0, 1) : from[x];
                    break;
                default:
                    to[x] = from[x];
                    break;
            }
        }
    }

    private bool ReadSource(ref JxlBitReader reader, ref EntropyReader symbols, ImageHeader image, ref long left)
    {
        int reference = (int)symbols.Read(ref reader, 1);
        uint fromX = symbols.Read(ref reader, 3), fromY = symbols.Read(ref reader, 3), width = symbols.Read(ref reader, 2), height = symbols.Read(ref reader, 2);
        uint count = symbols.Read(ref reader, 7);
        if ((uint)reference > 3 || fromX > 1 << 28 || fromY > 1 << 28 || width >= 1 << 28 || height >= 1 << 28)
        {
            return reader.Fail("A patch that does not exist.");
        }

        int x = 0, y = 0;
        for (uint i = 0; i <= count; i++)
        {
            if (--left < 0 || reader.IsFailed)
            {
                return reader.Refuse("More patches than a frame has room for.");
            }

            x = i == 0 ? (int)symbols.Read(ref reader, 4) : x + JxlBitReader.Signed(symbols.Read(ref reader, 6));
            y = i == 0 ? (int)symbols.Read(ref reader, 4) : y + JxlBitReader.Signed(symbols.Read(ref reader, 6));
            for (int channel = 0; channel <= image.ExtraChannels.Length; channel++)
            {
                int mode = (int)symbols.Read(ref reader, 5);
                if ((uint)mode > LastMode)
                {
                    return reader.Fail("A way to put patches that does not exist.");
                }

                if (mode > Multiply && image.ExtraChannels.Length > 1)
                {
                    symbols.Read(ref reader, 8);
                }

                bool clamps = mode >= Multiply && symbols.Read(ref reader, 9) != 0;
                if (channel > 0 || mode == None)
                {
                    continue;
                }

                if (mode > Multiply)
                {
                    return reader.Refuse("Patches that are blended by transparency.");
                }

                patches.Add(new Patch(reference, (int)fromX, (int)fromY, (int)width + 1, (int)height + 1, x, y, mode, clamps));
            }
        }

        return true;
    }
}
