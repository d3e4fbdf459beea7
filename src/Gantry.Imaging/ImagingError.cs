namespace Gantry.Imaging;

/// <summary>Why pixels could not be had: a value, since instances come from anywhere. Null stands for success throughout.</summary>
/// <param name="Kind">What kind of failure.</param>
/// <param name="Frame">The frame, counted from 1; 0 is the whole instance.</param>
/// <param name="Reason">What is wrong, for a person.</param>
public sealed record ImagingError(ImagingErrorKind Kind, int Frame, string Reason)
{
    public override string ToString() => Frame == 0 ? Reason : $"frame {Frame}: {Reason}";

    public static ImagingError NoPixels(string reason, int frame = 0) => new(ImagingErrorKind.NoPixels, frame, reason);

    public static ImagingError Malformed(string reason, int frame = 0) => new(ImagingErrorKind.Malformed, frame, reason);

    public static ImagingError Unsupported(string reason, int frame = 0) => new(ImagingErrorKind.Unsupported, frame, reason);

    /// <summary>A codec's failure in a frame.</summary>
    internal static ImagingError Of(Gantry.Codecs.CodecError error, int frame = 0) =>
        new(error.Kind == Gantry.Codecs.CodecErrorKind.Unsupported ? ImagingErrorKind.Unsupported : ImagingErrorKind.Malformed, frame, error.ToString());
}
