namespace Gantry.Server.Web.Manifest;

/// <summary>What differs between the frames of one instance.</summary>
/// <param name="Measures">The item with Pixel Spacing and Slice Thickness.</param>
/// <param name="Rescale">The item with Rescale Slope and Intercept.</param>
/// <param name="Voi">The item with Window Center and Width.</param>
internal readonly record struct FrameAttributes(JsonItem Measures, JsonItem Rescale, JsonItem Voi, double[]? Position, double[]? Orientation);

/// <summary>Resolves functional groups (PS3.3 C.7.6.16): the frame's own item, else the shared one, else the data set itself.</summary>
internal sealed class FunctionalGroups
{
    private readonly JsonItem root;
    private readonly JsonItem shared;
    private readonly JsonItem[] perFrame;

    public FunctionalGroups(JsonItem root)
    {
        this.root = root;
        shared = root.First("52009229");
        perFrame = root.Has("52009230") ? root.Items("52009230") : [];
    }

    public FrameAttributes Of(int frame)
    {
        JsonItem position = Group(frame, "00209113"), orientation = Group(frame, "00209116");
        return new FrameAttributes(
            Group(frame, "00289110"), Group(frame, "00289145"), Group(frame, "00289132"),
            Exactly(3, position.Numbers("00200032")), Exactly(6, orientation.Numbers("00200037")));
    }

    private JsonItem Group(int frame, string tag)
    {
        if (frame < perFrame.Length && perFrame[frame].First(tag) is { IsNone: false } own)
        {
            return own;
        }

        return shared.First(tag) is { IsNone: false } common ? common : root;
    }

    private static double[]? Exactly(int count, double[] numbers) => numbers.Length == count ? numbers : null;
}
