using System.Globalization;
using Gantry.Dicom;

namespace Gantry.Archive.Query;

/// <summary>Single value matching of everything but names (PS3.4 C.2.2.2.1).</summary>
internal static class ValueMatch
{
    public static bool Equal(Vr vr, string value, string wanted)
    {
        ReadOnlySpan<char> held = value.AsSpan().Trim(' ');
        ReadOnlySpan<char> asked = wanted.AsSpan().Trim(' ');
        if (held.SequenceEqual(asked))
        {
            return !held.IsEmpty;
        }

        return vr switch
        {
            Vr.DA => DateValue.TryParse(held, out int a) && DateValue.TryParse(asked, out int b) && a == b,
            Vr.TM => TimeValue.TryParse(held, out long a, out _) && TimeValue.TryParse(asked, out long b, out _) && a == b,
            Vr.IS or Vr.DS or Vr.US => decimal.TryParse(held, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal a)
                && decimal.TryParse(asked, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal b) && a == b,
            _ => false,
        };
    }
}
