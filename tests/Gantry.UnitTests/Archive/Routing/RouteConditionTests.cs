using Gantry.Archive.Routing;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Archive.Routing;

public sealed class RouteConditionTests
{
    [Theory]
    [InlineData("Modality=CT", true)]
    [InlineData("Modality=MR,ct", true)]
    [InlineData("Modality=MR", false)]
    [InlineData("Modality!=MR", true)]
    [InlineData("Modality!=C*", false)]
    [InlineData("PatientName=doe*", true)]
    [InlineData("00080060=C?", true)]
    [InlineData("StationName=", true)]
    [InlineData("StationName!=", false)]
    [InlineData("ImageType=AXIAL", true)]
    public void Holds_or_not(string condition, bool expected) => Assert.Equal(expected, RouteCondition.Parse(condition)!.Holds(DatasetBuilder.Ct()));

    [Theory]
    [InlineData("Modality")]
    [InlineData("=CT")]
    public void Is_not_a_condition(string text) => Assert.Null(RouteCondition.Parse(text));

    [Theory]
    [InlineData("22:00", "06:00", "23:30", true)]
    [InlineData("22:00", "06:00", "05:59", true)]
    [InlineData("22:00", "06:00", "12:00", false)]
    [InlineData("08:00", "18:00", "12:00", true)]
    public void Is_open_in_its_time(string from, string until, string at, bool expected) => Assert.Equal(
        expected,
        new Route { Name = "r", Peer = "p", From = TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), Until = TimeOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture) }
            .IsOpenAt(TimeOnly.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_rule_says_what_does_not_hold()
    {
        Assert.Null(new Route { Name = "r", Peer = "p" }.FindFault());
        Assert.NotNull(new Route { Name = "r" }.FindFault());
        Assert.NotNull(new Route { Name = "r", Peer = "p", Url = "http://x" }.FindFault());
        Assert.NotNull(new Route { Name = "r", Url = "ftp://x" }.FindFault());
        Assert.NotNull(new Route { Name = "r", Peer = "p", Conditions = [new RouteCondition("NoSuchThing", ["x"])] }.FindFault());
        Assert.NotNull(new Route { Name = "r", Url = "http://x", Action = RouteAction.Prefetch }.FindFault());
    }
}
