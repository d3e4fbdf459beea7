namespace Gantry.Imaging;

public enum ImagingErrorKind
{
    /// <summary>The instance has no pixels, or no such frame.</summary>
    NoPixels,

    /// <summary>Attributes or bytes that contradict each other or the standard.</summary>
    Malformed,

    /// <summary>Allowed by the standard, not done here; the reason names the feature.</summary>
    Unsupported,

    /// <summary>A lossless result that does not decode to what it was made from.</summary>
    VerificationFailed,
}
