using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>From linear light to the numbers of samples, 0 to 1 in both; below zero mirrored.</summary>
internal sealed class TransferFunction
{
    /// <summary>Parts of each halving of the range, between which the function is taken as straight.</summary>
    private const int Parts = 256;

    private const int Halvings = 14;

    /// <summary>Doublings beyond one: ringing goes somewhat above white.</summary>
    private const int Doublings = 2;

    private readonly Func<double, double> exact;
    private readonly float[] table = new float[((Halvings + Doublings) * Parts) + 2];

    /// <summary>The slope at zero of a function that begins as a straight line; otherwise 0.</summary>
    private readonly float slope;

    private TransferFunction(Func<double, double> exact, float slope = 0)
    {
        this.exact = exact;
        this.slope = slope;
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (float)exact(BitConverter.Int32BitsToSingle(First + (i << Shift)));
        }
    }

    /// <summary>Bits of the float from which on the table holds.</summary>
    private const int First = (127 - Halvings) << 23;

    private const int Shift = 23 - 8;

    /// <summary>The one of a colour encoding; null for those of high dynamic range, as the reader then tells.</summary>
    public static TransferFunction? Of(ref JxlBitReader reader, in ColourEncoding colour)
    {
        double gamma = colour.Gamma;
        if (gamma is > 0 and <= 1)
        {
            return new TransferFunction(v => Math.Pow(v, gamma));
        }

        switch (colour.Transfer)
        {
            case ColourEncoding.Srgb or 2:
                return new TransferFunction(v => v <= 0.0031308 ? 12.92 * v : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055, 12.92f);
            case 1:
                return new TransferFunction(v => v < 0.018 ? 4.5 * v : (1.099 * Math.Pow(v, 0.45)) - 0.099, 4.5f);
            case 8:
                return new TransferFunction(v => v, 1);
            case 17:
                return new TransferFunction(v => Math.Pow(v, 1 / 2.6));
            default:
                reader.Refuse("Colours of high dynamic range.");
                return null;
        }
    }

    public float Encode(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value) & int.MaxValue;
        int at = bits - First;
        float encoded;
        if ((uint)at < (uint)(((Halvings + Doublings) * Parts) << Shift))
        {
            int part = at >> Shift;
            float between = (at & ((1 << Shift) - 1)) * (1f / (1 << Shift));
            encoded = table[part] + ((table[part + 1] - table[part]) * between);
        }
        else if (at < 0 && slope != 0)
        {
            return value * slope;
        }
        else
        {
            encoded = (float)exact(Math.Abs(value));
        }

        return value < 0 ? -encoded : encoded;
    }
}
