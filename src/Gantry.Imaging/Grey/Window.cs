namespace Gantry.Imaging.Grey;

/// <summary>A window over the values that the modality transformation gives (PS3.3 C.11.2.1.2).</summary>
/// <param name="Center">Window Center, in those values.</param>
/// <param name="Width">Window Width; at least 1 for LINEAR (a fraction is taken as LINEAR_EXACT, as values may be fractions too), more than 0 for the others. None is a threshold at the center.</param>
/// <param name="Function">How values become greys.</param>
public readonly record struct Window(double Center, double Width, WindowFunction Function = WindowFunction.Linear)
{
    /// <summary>The grey of a value, 0 to 1.</summary>
    public double Apply(double value)
    {
        switch (Function)
        {
            case WindowFunction.Sigmoid when Width > 0:
                return 1 / (1 + Math.Exp(-4 * (value - Center) / Width));
            case WindowFunction.LinearExact when Width > 0:
            case WindowFunction.Linear when Width is > 0 and < 1:
                return Math.Clamp(((value - Center) / Width) + 0.5, 0, 1);
            case WindowFunction.Linear when Width > 1:
                return Math.Clamp(((value - (Center - 0.5)) / (Width - 1)) + 0.5, 0, 1);
            default:
                return value > (Function == WindowFunction.Linear ? Center - 0.5 : Center) ? 1 : 0;
        }
    }
}
