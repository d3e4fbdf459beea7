using Gantry.BackendTests.Index;

namespace Gantry.BackendTests.Corrections;

public sealed class SqliteCorrectionTests : CorrectionContract
{
    private readonly SqliteIndexUnderTest subject = new();

    protected override IndexUnderTest Subject => subject;

    public override void Dispose()
    {
        subject.Dispose();
        base.Dispose();
    }
}
