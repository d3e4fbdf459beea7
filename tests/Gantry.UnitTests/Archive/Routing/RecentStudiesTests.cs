using Gantry.Archive.Routing;
using Gantry.Dicom;
using Xunit;

namespace Gantry.UnitTests.Archive.Routing;

public sealed class RecentStudiesTests
{
    [Fact]
    public void A_study_is_recent_for_its_time_and_no_longer()
    {
        RecentStudies recent = new();
        DateTimeOffset noted = DateTimeOffset.UnixEpoch;
        StudyUid study = StudyUid.Parse("1.2.3");
        recent.Note(study, noted);
        Assert.True(recent.Contains(study, noted + RecentStudies.Kept));
        Assert.False(recent.Contains(study, noted + RecentStudies.Kept + TimeSpan.FromSeconds(1)));
        Assert.False(recent.Contains(StudyUid.Parse("1.2.4"), noted));
        recent.Note(StudyUid.Parse("1.2.4"), noted + (3 * RecentStudies.Kept));
        Assert.False(recent.Contains(study, noted));
    }
}
