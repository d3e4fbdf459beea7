namespace Gantry.Codecs.JpegXl.Headers;

internal enum BlendMode { Replace, Add, Blend, AlphaAdd, Multiply }

/// <summary>How a frame goes onto an earlier one (18181-1 F.2).</summary>
internal readonly record struct Blending(BlendMode Mode, int AlphaChannel, bool Clamps, int Source)
{
    public static Blending Read(ref JxlBitReader reader, int extraChannels, bool isWhole)
    {
        int mode = (int)reader.ReadU32(0, 0, 1, 0, 2, 0, 3, 2);
        if (mode > 4)
        {
            reader.Fail("A way of blending that does not exist.");
        }

        BlendMode blend = (BlendMode)mode;
        bool usesAlpha = extraChannels > 0 && blend is BlendMode.Blend or BlendMode.AlphaAdd;
        int alpha = usesAlpha ? (int)reader.ReadU32(0, 0, 1, 0, 2, 0, 3, 3) : 0;
        bool clamps = (usesAlpha || blend == BlendMode.Multiply) && reader.ReadBool();
        int source = blend != BlendMode.Replace || !isWhole ? reader.ReadInt(2) : 0;
        return new Blending(blend, alpha, clamps, source);
    }
}
