using System.Text.Json;
using Gantry.Server.Web.Manifest;
using Xunit;

namespace Gantry.UnitTests.Web;

public sealed class FunctionalGroupsTests
{
    private const string Position1 = """{"00209113":{"vr":"SQ","Value":[{"00200032":{"vr":"DS","Value":[1,2,3]}}]},"00289132":{"vr":"SQ","Value":[{"00281050":{"vr":"DS","Value":[40]}}]}}""";
    private const string Position2 = """{"00209113":{"vr":"SQ","Value":[{"00200032":{"vr":"DS","Value":[4,5]}}]}}""";
    private const string Shared = """{"00209116":{"vr":"SQ","Value":[{"00200037":{"vr":"DS","Value":[1,0,0,0,1,0]}}]},"00289132":{"vr":"SQ","Value":[{"00281050":{"vr":"DS","Value":[50]}}]}}""";
    private const string Root = "\"00281050\":{\"vr\":\"DS\",\"Value\":[60]},\"00281053\":{\"vr\":\"DS\",\"Value\":[2]}";

    [Fact]
    public void TheFramesOwnItemGoesBeforeTheSharedOneAndThatBeforeTheDataSet()
    {
        FunctionalGroups groups = new(Item($$"""{"52009229":{"vr":"SQ","Value":[{{Shared}}]},"52009230":{"vr":"SQ","Value":[{{Position1}},{{Position2}}]},{{Root}}}"""));
        FrameAttributes first = groups.Of(0), second = groups.Of(1), beyond = groups.Of(2);
        Assert.Equal([1.0, 2, 3], first.Position!);
        Assert.Equal([1.0, 0, 0, 0, 1, 0], first.Orientation!);
        Assert.Equal(40, first.Voi.Number("00281050"));
        Assert.Equal(50, second.Voi.Number("00281050"));
        Assert.Equal(50, beyond.Voi.Number("00281050"));
        Assert.Equal(2, first.Rescale.Number("00281053"));
    }

    [Fact]
    public void APositionOfTwoNumbersIsNone()
    {
        FunctionalGroups groups = new(Item("{\"52009230\":{\"vr\":\"SQ\",\"Value\":[" + Position2 + "]}}"));
        Assert.Null(groups.Of(0).Position);
        Assert.Null(groups.Of(0).Orientation);
    }

    [Fact]
    public void WithoutGroupsTheDataSetSpeaks()
    {
        FrameAttributes only = new FunctionalGroups(Item("{" + Root + ",\"00200032\":{\"vr\":\"DS\",\"Value\":[7,8,9]}}")).Of(0);
        Assert.Equal(60, only.Voi.Number("00281050"));
        Assert.Equal([7.0, 8, 9], only.Position!);
    }

    private static JsonItem Item(string json) => new(JsonDocument.Parse(json).RootElement);
}
