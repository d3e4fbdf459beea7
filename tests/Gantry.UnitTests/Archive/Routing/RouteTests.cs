using Gantry.Archive.Query;
using Gantry.Archive.Routing;
using Xunit;

namespace Gantry.UnitTests.Archive.Routing;

public sealed class RouteTests
{
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
        Assert.NotNull(new Route { Name = "r", Peer = "p", Conditions = [new AttributeCondition("NoSuchThing", ["x"])] }.FindFault());
        Assert.NotNull(new Route { Name = "r", Url = "http://x", Action = RouteAction.Prefetch }.FindFault());
    }
}
