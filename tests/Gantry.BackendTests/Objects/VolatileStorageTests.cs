using Gantry.Archive.Objects;

namespace Gantry.BackendTests.Objects;

/// <summary>The store that loses power must be as good as the real one until it does.</summary>
public sealed class VolatileStorageTests : StorageContract
{
    protected override ISegmentStorage Make() => new VolatileStorage();
}
